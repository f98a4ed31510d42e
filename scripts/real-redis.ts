import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Redis } from "ioredis";
import { aptInstall, freePort, type RealService } from "./real-postgres.ts";

/** Starts a private Redis on a free loopback port that keeps nothing on disk. Installs Debian's package where it is missing. */
export async function startRealRedis(): Promise<RealService> {
  if (spawnSync("redis-server", ["--version"]).status !== 0) aptInstall(["redis-server"]);
  const directory = mkdtempSync(join(tmpdir(), "eai-redis-"));
  const port = await freePort();
  const flags = ["--port", String(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", directory];
  const server = spawn("redis-server", flags, { stdio: "ignore" });
  const ended = new Promise<void>((resolve) => server.once("exit", () => resolve()));
  const url = `redis://127.0.0.1:${port}`;
  const client = new Redis(url, { maxRetriesPerRequest: 50, retryStrategy: () => 100 });
  client.on("error", () => undefined);
  try {
    await client.ping();
  } finally {
    client.disconnect();
  }
  async function stop(): Promise<void> {
    server.kill("SIGTERM");
    await ended;
    rmSync(directory, { recursive: true, force: true });
  }
  return { url, stop };
}
