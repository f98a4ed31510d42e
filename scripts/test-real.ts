import { spawn } from "node:child_process";
import { startRealPostgres } from "./real-postgres.ts";
import { startRealRedis } from "./real-redis.ts";

// Runs the database suites on a real PostgreSQL with pgvector and a real Redis, both private to this run.
// `--serve` keeps the two running instead and prints their addresses, for work on one test.
const postgres = await startRealPostgres();
const redis = await startRealRedis();
const addresses = { TEST_DATABASE_URL: postgres.url, TEST_REDIS_URL: redis.url };

const parameters = process.argv.slice(2);
if (parameters.includes("--serve")) {
  for (const [name, url] of Object.entries(addresses)) console.log(`export ${name}=${url}`);
  await new Promise((resolve) => process.once("SIGINT", resolve).once("SIGTERM", resolve));
} else {
  process.exitCode = await runSuites();
}
await Promise.all([postgres.stop(), redis.stop()]);

async function runSuites(): Promise<number> {
  const vitest = new URL("../node_modules/vitest/vitest.mjs", import.meta.url).pathname;
  const child = spawn(process.execPath, [vitest, "run", ...parameters], {
    stdio: "inherit",
    env: { ...process.env, ...addresses },
  });
  // The terminal sends Ctrl-C to the child as well: wait for it, then stop the services.
  process.on("SIGINT", () => undefined);
  process.once("SIGTERM", () => child.kill("SIGTERM"));
  return await new Promise((resolve) => child.once("exit", (code) => resolve(code ?? 1)));
}
