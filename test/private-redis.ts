import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "./product.ts";

/** A Redis of its own that can be stopped, hung and started again; keeps nothing on disk. */
export interface PrivateRedis {
  url: string;
  start(): Promise<void>;
  stop(): Promise<void>;
  /** It keeps its connections and answers nothing. */
  hang(): void;
  wake(): void;
  remove(): Promise<void>;
}

export function hasRedisServer(): boolean {
  return spawnSync("redis-server", ["--version"]).status === 0;
}

export async function privateRedis(): Promise<PrivateRedis> {
  const directory = mkdtempSync(join(tmpdir(), "eai-redis-"));
  const port = await freePort();
  const flags = ["--port", String(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", directory];
  let server: ChildProcess | undefined;

  async function stop(): Promise<void> {
    const running = server;
    server = undefined;
    if (!running) return;
    const ended = new Promise((resolve) => running.once("exit", resolve));
    running.kill("SIGTERM");
    running.kill("SIGCONT");
    await ended;
  }

  return {
    url: `redis://127.0.0.1:${port}`,
    stop,
    async start() {
      const started = spawn("redis-server", flags, { stdio: ["ignore", "pipe", "ignore"] });
      server = started;
      await new Promise<void>((resolve) => {
        started.stdout?.on("data", (text: Buffer) => text.includes("Ready to accept connections") && resolve());
      });
    },
    hang: () => void server?.kill("SIGSTOP"),
    wake: () => void server?.kill("SIGCONT"),
    async remove() {
      await stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
