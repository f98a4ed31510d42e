import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "../product.ts";

/** The whole platform, on ports and a data directory of its own. */
export interface Platform extends AsyncDisposable {
  origin: string;
}

const readyTimeoutSeconds = 240;

/**
 * Starts the platform as `npm start` does, with variables that the one all specs share does not have.
 * @param environment given its web origin, where a variable has to name it
 * @throws Error when it does not answer in time
 */
export async function startPlatform(environment: (origin: string) => Record<string, string>): Promise<Platform> {
  const directory = await mkdtemp(join(tmpdir(), "eai-platform-"));
  const [webPort, apiPort] = [await freePort(), await freePort()];
  const origin = `http://localhost:${webPort}`;
  const running = spawn(process.execPath, ["scripts/run.mjs", "start"], {
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
      EAI_DATA_DIR: directory,
      WEB_PORT: String(webPort),
      API_PORT: String(apiPort),
      ...environment(origin),
    },
    stdio: "ignore",
  });

  async function stop(): Promise<void> {
    if (running.exitCode === null && running.signalCode === null) {
      running.kill("SIGTERM");
      await new Promise((resolve) => running.once("exit", resolve));
    }
    await rm(directory, { recursive: true, force: true });
  }

  const deadline = Date.now() + readyTimeoutSeconds * 1000;
  while (!(await answers(`${origin}/api/v1/system`))) {
    if (Date.now() > deadline || running.exitCode !== null) {
      await stop();
      throw new Error(`The platform did not answer at ${origin} within ${readyTimeoutSeconds} s.`);
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  return { origin, [Symbol.asyncDispose]: stop };
}

function answers(address: string): Promise<boolean> {
  return fetch(address).then(
    (response) => response.ok,
    () => false,
  );
}
