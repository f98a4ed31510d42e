import { afterAll, beforeAll, expect, test } from "vitest";
import { type ModelEmulator, startModelEmulator } from "../../ops/dev/model-emulator/index.ts";
import { type Person, type Product, startProduct } from "../product.ts";

let emulator: ModelEmulator;

beforeAll(async () => {
  emulator = await startModelEmulator();
});
afterAll(() => emulator.close());

function start(): Promise<Product> {
  return startProduct({
    environment: {
      OPENAI_BASE_URL: `${emulator.url}/v1`,
      OPENAI_API_KEY: emulator.apiKey,
      OPENAI_MODEL: "gpt-4.1-mini",
    },
  });
}

const long = { match: { promptIncludes: "long story" }, reply: "word ".repeat(4000), tokensPerSecond: 40 };
const short = { match: { promptIncludes: "short story" }, reply: "word ".repeat(60), tokensPerSecond: 20 };

interface Reading {
  status: number;
  /** The whole body, when it has ended. */
  text: Promise<string>;
}

/** Opens a stream and resolves at its first words. */
async function read(person: Person, message: string): Promise<Reading> {
  const response = await person.fetch("/api/v1/chat/stream", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ message }),
  });
  const began = Promise.withResolvers<void>();
  async function readAll(): Promise<string> {
    let text = "";
    const decoder = new TextDecoder();
    for await (const bytes of response.body ?? []) {
      text += decoder.decode(bytes, { stream: true });
      if (text.includes("text-delta")) began.resolve();
    }
    began.resolve();
    return text;
  }
  const text = readAll();
  await began.promise;
  return { status: response.status, text };
}

test("F11 SIGTERM with 50 streams: not ready at once, short answers end, long ones end with a retryable error, exit 0", async () => {
  emulator.use(long, short);
  await using product = await start();
  const people = await Promise.all(
    Array.from({ length: 10 }, (_, index) => product.signUp({ name: `P${index}`, email: `p${index}@example.com` })),
  );
  const readings = await Promise.all(
    people.flatMap((person) => [
      read(person, "Tell me a short story"),
      ...Array.from({ length: 4 }, () => read(person, "Tell me a long story")),
    ]),
  );
  expect(readings.map(({ status }) => status)).toEqual(Array(50).fill(200));

  const exited = new Promise((resolve) => product.process.once("exit", resolve));
  const startedAt = performance.now();
  product.process.kill("SIGTERM");
  await expect
    .poll(async () => (await fetch(`${product.url}/health/ready`)).status, { timeout: 2000, interval: 50 })
    .toBe(503);
  expect((await fetch(`${product.url}/health/live`)).status).toBe(200);
  const refused = await people[0]?.fetch("/api/v1/sessions");
  expect(refused?.status).toBe(503);
  expect(refused?.headers.get("retry-after")).toBe("5");
  expect(await refused?.json()).toMatchObject({ code: "shutting_down" });

  const texts = await Promise.all(readings.map(({ text }) => text));
  expect(await exited).toBe(0);
  const seconds = (performance.now() - startedAt) / 1000;
  expect(seconds).toBeGreaterThan(15);
  expect(seconds).toBeLessThan(30);
  for (const [index, text] of texts.entries()) {
    expect(text.trimEnd().endsWith("data: [DONE]"), text.slice(-300)).toBe(true);
    if (index % 5 === 0) expect(text).toContain('"type":"finish"');
    else expect(text).toMatch(/"type":"error".*shutting_down/);
  }
}, 120_000);

test("a second SIGTERM ends it at once", async () => {
  emulator.reset();
  emulator.use(long);
  await using product = await start();
  const person = await product.signUp({ name: "P", email: "p@example.com" });
  const reading = await read(person, "Tell me a long story");
  const cut = reading.text.catch(() => "cut");
  const startedAt = performance.now();
  product.process.kill("SIGTERM");
  await expect.poll(async () => (await fetch(`${product.url}/health/ready`)).status, { timeout: 2000 }).toBe(503);
  product.process.kill("SIGTERM");
  expect(await product.stop()).toBe(1);
  expect(performance.now() - startedAt).toBeLessThan(5000);
  await cut;
}, 60_000);

test("it stops by itself when the program that started it is gone", async () => {
  await using product = await start();
  product.process.disconnect();
  await expect.poll(() => product.process.exitCode, { timeout: 10_000 }).toBe(0);
}, 60_000);

test("a start that cannot be is explained in sentences", async () => {
  const refusal = (environment: Record<string, string>) =>
    startProduct({ environment }).then(
      () => "started",
      (error: Error) => error.message,
    );
  const wrong = await refusal({ API_PORT: "eight", EAI_ENV: "production", EAI_DEV_BYPASS: "true" });
  expect(wrong).toContain("code 78");
  for (const variable of ["API_PORT", "EAI_DEV_BYPASS", "EAI_SECRET", "DATABASE_URL"])
    expect(wrong).toContain(variable);
  expect(wrong).not.toContain("    at ");
  await using product = await startProduct();
  const second = await refusal({ EAI_DATA_DIR: product.dataDirectory });
  expect(second).toContain("code 75");
  expect(second).toMatch(/data directory .* is in use by another process/);
}, 60_000);
