import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, test } from "vitest";
import { freePort, password } from "./product.ts";

// The platform as a person starts it: `npm start` and `./start`, with API, worker and web app as real processes.
const root = fileURLToPath(new URL("..", import.meta.url));
const readyTimeoutMs = 240_000;

interface Run {
  process: ChildProcess;
  webUrl: string;
  apiUrl: string;
  output(): string;
  /** Milliseconds from the command to the banner. @throws Error with the output when it ends before */
  ready: Promise<void>;
  exitCode: Promise<number | null>;
}

const runs: Run[] = [];
const cleanUps: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const run of runs.splice(0)) {
    if (run.process.exitCode === null && run.process.signalCode === null) run.process.kill("SIGTERM");
    await run.exitCode;
  }
  for (const cleanUp of cleanUps.splice(0)) await cleanUp();
});

async function temporaryDirectory(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), "eai-running-"));
  cleanUps.push(() => rm(path, { recursive: true, force: true }));
  return path;
}

async function start(command: string, parameters: string[], environment: Record<string, string>): Promise<Run> {
  const ports = { API_PORT: String(await freePort()), WEB_PORT: String(await freePort()), ...environment };
  const child = spawn(command, parameters, {
    cwd: root,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...ports },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let printed = "";
  child.stdout.on("data", (data) => (printed += data));
  child.stderr.on("data", (data) => (printed += data));
  // What was printed last may arrive after the exit; "close" would wait for whatever the process left behind.
  const exitCode = new Promise<number | null>((resolve) => {
    child.once("exit", (code) => setTimeout(resolve, 300, code));
  });
  const ready = new Promise<void>((resolve, reject) => {
    const deadline = setTimeout(() => reject(new Error(`Not ready in time:\n${printed}`)), readyTimeoutMs);
    child.stdout.on("data", () => printed.includes("is ready") && resolve());
    void exitCode.then(() => {
      clearTimeout(deadline);
      reject(new Error(`Ended before it was ready:\n${printed}`));
    });
  });
  ready.catch(() => undefined);
  const run: Run = {
    process: child,
    webUrl: `http://localhost:${ports.WEB_PORT}`,
    apiUrl: `http://127.0.0.1:${ports.API_PORT}`,
    output: () => printed,
    ready,
    exitCode,
  };
  runs.push(run);
  return run;
}

function startPlatform(environment: Record<string, string>): Promise<Run> {
  return start("./start", [], environment);
}

function idOf(child: ChildProcess): number {
  if (child.pid === undefined) throw new Error("not started");
  return child.pid;
}

interface ProcessEntry {
  id: number;
  parentId: number;
  command: string;
}

/** Every process below one, as Linux knows them. */
async function descendantsOf(id: number): Promise<ProcessEntry[]> {
  const all = await listProcesses();
  const below = (parentId: number): ProcessEntry[] =>
    all.filter((entry) => entry.parentId === parentId).flatMap((entry) => [entry, ...below(entry.id)]);
  return below(id);
}

async function listProcesses(): Promise<ProcessEntry[]> {
  const ids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name)).map(Number);
  const entries = await Promise.all(
    ids.map(async (id) => {
      try {
        const afterName = (await readFile(`/proc/${id}/stat`, "utf8")).split(") ").at(-1)?.split(" ");
        if (afterName?.[0] === "Z") return [];
        const command = (await readFile(`/proc/${id}/cmdline`, "utf8")).replaceAll("\0", " ");
        return [{ id, parentId: Number(afterName?.[1]), command }];
      } catch {
        return [];
      }
    }),
  );
  return entries.flat();
}

/** Waits until none of the processes is left; fails with those that are. */
async function expectGone(processes: readonly ProcessEntry[], withinMs: number): Promise<void> {
  const ids = new Set(processes.map((entry) => entry.id));
  await expect
    .poll(async () => (await listProcesses()).filter((entry) => ids.has(entry.id)), {
      timeout: withinMs,
      interval: 100,
    })
    .toEqual([]);
}

async function systemOf(run: Run): Promise<unknown> {
  return (await fetch(`${run.webUrl}/api/v1/system`)).json();
}

async function occupy(port: number): Promise<Server> {
  const server = createServer((socket) => socket.destroy());
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  cleanUps.push(() => new Promise((resolve) => server.close(resolve)));
  return server;
}

describe.runIf(process.platform === "linux")("running the platform", () => {
  test("starts, stops cleanly, and is back in seconds with its data", async () => {
    const EAI_DATA_DIR = await temporaryDirectory();
    const first = await startPlatform({ EAI_DATA_DIR });
    await first.ready;
    await expect.poll(() => first.output()).toMatch(/none configured[\s\S]*Ctrl-C/);
    expect(first.output()).toContain(first.webUrl);
    expect((await fetch(first.webUrl)).ok).toBe(true);
    expect(await systemOf(first)).toMatchObject({ first_run: true, language_model: "quote" });
    const signedUp = await fetch(`${first.webUrl}/api/auth/sign-up/email`, {
      method: "POST",
      headers: { "content-type": "application/json", origin: first.webUrl },
      body: JSON.stringify({ name: "Ada Lovelace", email: "ada@example.com", password }),
    });
    expect(signedUp.status).toBe(200);
    const processes = await descendantsOf(idOf(first.process));
    expect(processes.length).toBeGreaterThanOrEqual(2);
    first.process.kill("SIGTERM");
    expect(await first.exitCode).toBe(0);
    await expectGone(processes, 1000);

    const second = await startPlatform({ EAI_DATA_DIR });
    await second.ready;
    expect(second.output()).not.toMatch(/Installing|Building/);
    expect(await systemOf(second)).toMatchObject({ first_run: false });
  }, 300_000);

  test.each(["SIGTERM", "SIGKILL"] as const)(
    "%s to npm leaves nothing running",
    async (signal) => {
      const run = await start("npm", ["start"], { EAI_DATA_DIR: await temporaryDirectory() });
      await run.ready;
      const processes = await descendantsOf(idOf(run.process));
      expect(processes.some((entry) => entry.command.includes("apps/main.ts"))).toBe(true);
      run.process.kill(signal);
      await run.exitCode;
      await expectGone(processes, 15_000);
    },
    300_000,
  );

  test("a killed script takes its parts with it", async () => {
    const run = await startPlatform({ EAI_DATA_DIR: await temporaryDirectory() });
    await run.ready;
    const processes = await descendantsOf(idOf(run.process));
    run.process.kill("SIGKILL");
    await expectGone(processes, 15_000);
  }, 300_000);

  test.each(["apps/main.ts", "next-server"])(
    "the end of %s ends everything, and is told",
    async (part) => {
      const run = await startPlatform({ EAI_DATA_DIR: await temporaryDirectory() });
      await run.ready;
      const processes = await descendantsOf(idOf(run.process));
      const victim = processes.find((entry) => entry.command.includes(part));
      if (!victim) throw new Error(`${part} is not running`);
      process.kill(victim.id, "SIGKILL");
      expect(await run.exitCode).toBe(1);
      expect(run.output()).toContain("was ended by SIGKILL");
      await expectGone(processes, 1000);
    },
    300_000,
  );

  test("a taken port is told before anything else is done", async () => {
    const port = await freePort();
    await occupy(port);
    const EAI_DATA_DIR = await temporaryDirectory();
    for (const variable of ["API_PORT", "WEB_PORT"]) {
      const run = await startPlatform({ EAI_DATA_DIR, [variable]: String(port) });
      expect(await run.exitCode).toBe(1);
      expect(run.output()).toMatch(new RegExp(`Port ${port} is already in use.*${variable}=`));
    }
    expect(await readdir(EAI_DATA_DIR)).toEqual([]);
  });

  test("a data directory serves one process only", async () => {
    const EAI_DATA_DIR = await temporaryDirectory();
    const first = await startPlatform({ EAI_DATA_DIR });
    await first.ready;
    const second = await startPlatform({ EAI_DATA_DIR });
    expect(await second.exitCode).toBe(1);
    expect(second.output()).toMatch(/in use/);
    expect(second.output()).not.toMatch(/^\s+at /m);
    expect(await systemOf(first)).toMatchObject({ first_run: true });
  }, 300_000);

  test("what production refuses is told by variable", async () => {
    const run = await startPlatform({
      EAI_DATA_DIR: await temporaryDirectory(),
      EAI_ENV: "production",
      EAI_DEV_BYPASS: "true",
    });
    expect(await run.exitCode).toBe(1);
    for (const variable of ["EAI_SECRET", "EAI_DEV_BYPASS", "EAI_ALLOW_EMBEDDED"]) {
      expect(run.output()).toContain(variable);
    }
    expect(run.output()).not.toMatch(/^\s+at /m);
  }, 300_000);

  test("a data directory that cannot be written is told", async () => {
    const file = join(await temporaryDirectory(), "file");
    await writeFile(file, "");
    const run = await startPlatform({ EAI_DATA_DIR: join(file, "data") });
    expect(await run.exitCode).toBe(1);
    expect(run.output()).toContain("EAI_DATA_DIR");
  });
});
