import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { freePort, startProduct } from "../product.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const exitConfiguration = 78;

let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "eai-unsafe-"));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

const sound = {
  EAI_ENV: "production",
  EAI_SECRET: "q7XfU2mLr0aWz9cYt4KdHs8NvBeJgPiO1xRuS5kD3w",
  DATABASE_URL: "postgresql://eai:hunter2@127.0.0.1:1/eai",
  WEB_ORIGIN: "https://assistant.example.com",
};

interface Ended {
  code: number | null;
  output: string;
}

async function start(change: Record<string, string>): Promise<Ended> {
  const child = spawn(process.execPath, ["apps/main.ts"], {
    cwd: root,
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
      EAI_DATA_DIR: join(directory, "data"),
      API_PORT: String(await freePort()),
      ...sound,
      ...change,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  child.stdout.on("data", (data) => (output += data));
  child.stderr.on("data", (data) => (output += data));
  const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
  return { code, output };
}

const unsafe: [string, Record<string, string>, string][] = [
  ["without a secret", { EAI_SECRET: "" }, "EAI_SECRET"],
  ["with a short secret", { EAI_SECRET: "Zk2vQ9wLr0aWz9cYt4KdHs8" }, "EAI_SECRET"],
  ["with a sample secret", { EAI_SECRET: "change-me-change-me-change-me-change-me" }, "EAI_SECRET"],
  ["with a secret of few letters", { EAI_SECRET: "abababababababababababababababababab" }, "EAI_SECRET"],
  ["with the development bypass", { EAI_DEV_BYPASS: "true" }, "EAI_DEV_BYPASS"],
  ["open to every origin", { CORS_ALLOWED_ORIGINS: "*" }, "CORS_ALLOWED_ORIGINS"],
  ["open to every origin among others", { CORS_ALLOWED_ORIGINS: "https://a.example,*" }, "CORS_ALLOWED_ORIGINS"],
  ["on the embedded database", { DATABASE_URL: "" }, "EAI_ALLOW_EMBEDDED"],
  ["over plain http", { WEB_ORIGIN: "http://assistant.example.com" }, "WEB_ORIGIN"],
];

test.each(unsafe)("A80 production does not start %s, and names the variable", async (_about, change, variable) => {
  const { code, output } = await start(change);
  expect(code).toBe(exitConfiguration);
  expect(output).toContain(variable);
  const secret = change.EAI_SECRET || sound.EAI_SECRET;
  expect(output).not.toContain(secret);
  expect(output).not.toContain("hunter2");
  expect(output).not.toMatch(/^\s+at /m);
});

test("A80 all that is unsafe is told at once, before anything is made", async () => {
  const { code, output } = await start(Object.assign({}, ...unsafe.map(([, change]) => change)));
  expect(code).toBe(exitConfiguration);
  for (const [, , variable] of unsafe) expect(output, variable).toContain(variable);
  const path = join(directory, "data");
  expect(existsSync(path) ? await readdir(path) : []).toEqual([]);
});

test("A80 a sound configuration starts, with the doors of development shut", async () => {
  await using product = await startProduct({
    environment: { EAI_ENV: "production", EAI_SECRET: sound.EAI_SECRET, EAI_ALLOW_EMBEDDED: "true" },
  });
  const bypass = await fetch(`${product.url}/api/v1/me`, { headers: { "x-dev-bypass": "true" } });
  expect(bypass.status).toBe(401);
  await product.signUp({ name: "First", email: "first@example.com" });
  await expect(product.signUp({ name: "Second", email: "second@example.com" })).rejects.toThrow("sign_up_closed");
});
