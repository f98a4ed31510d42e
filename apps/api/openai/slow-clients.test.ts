import type { ServerResponse } from "node:http";
import { connect, type Socket } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createOpenAiWorld, type OpenAiWorld, priced } from "../../../test/openai-world.ts";

let world: OpenAiWorld;
/** The answer the server is giving last. */
let answering: ServerResponse | undefined;

beforeAll(async () => {
  world = await createOpenAiWorld({ modelTimeouts: { stallMs: 4000, figuresMs: 60_000 } });
  world.api.app.server.on("request", (_, response: ServerResponse) => {
    answering = response;
  });
});
beforeEach(() => {
  world.emulator.reset();
  world.forgetUsage();
});
afterAll(() => world[Symbol.asyncDispose]());

/** Asks for a stream over a connection of its own, of which nothing is read so far. */
function openStream(more: object = {}): Socket {
  const { port, hostname } = new URL(world.url);
  const body = JSON.stringify({
    model: priced,
    messages: [{ role: "user", content: "Count" }],
    stream: true,
    ...more,
  });
  const socket = connect(Number(port), hostname);
  socket.pause();
  socket.on("error", () => {});
  const head = [
    "POST /v1/chat/completions HTTP/1.1",
    `Host: ${hostname}`,
    `Authorization: Bearer ${world.key}`,
    "Content-Type: application/json",
    `Content-Length: ${Buffer.byteLength(body)}`,
    "Connection: close",
  ];
  socket.write(`${head.join("\r\n")}\r\n\r\n${body}`);
  return socket;
}

/** Reads on until the wanted text has come, or to the end. */
async function readUntil(socket: Socket, wanted?: string): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<void>();
  let text = "";
  socket.on("data", (bytes: Buffer) => {
    text += bytes.toString("latin1");
    if (wanted !== undefined && text.includes(wanted)) resolve();
  });
  socket.on("close", resolve);
  socket.resume();
  await promise;
  return text;
}

const lastCall = () => world.emulator.requests.at(-1);

describe("a client that stops reading", () => {
  const words = 60_000;
  const reply = "word".concat(" word".repeat(words - 1));

  /** Until the model is no longer read from. */
  async function untilHeldBack(): Promise<number> {
    let before = -1;
    await expect
      .poll(
        () => {
          const now = lastCall()?.text.length ?? 0;
          const still = now > 0 && now === before;
          before = now;
          return still;
        },
        { interval: 500 },
      )
      .toBe(true);
    return before;
  }

  test("holds the model back and takes no memory; when it reads on, nothing is missing", async () => {
    world.emulator.use({ reply });
    const socket = openStream();
    expect(await untilHeldBack()).toBeLessThan(reply.length);
    expect(answering?.writableLength).toBeLessThan(1024 * 1024);
    // No stall: the model could write.
    expect(lastCall()?.outcome).toBe("running");
    const text = await readUntil(socket);
    expect(text).toContain("data: [DONE]");
    expect(text).not.toContain('"error"');
    expect(text.match(/"content":" ?word"/g)).toHaveLength(words);
    expect(await world.usage(1)).toMatchObject([
      { outcome: "ok", estimated: false, completionTokens: lastCall()?.usage?.completion_tokens },
    ]);
  });

  test("and goes: the call ends, what was passed on is counted", async () => {
    world.emulator.use({ reply });
    const socket = openStream();
    await untilHeldBack();
    socket.destroy();
    await expect.poll(() => lastCall()?.outcome).toBe("client_closed");
    const rows = await world.usage(1);
    expect(rows).toMatchObject([{ outcome: "aborted", estimated: true }]);
    expect(rows[0]?.completionTokens).toBeGreaterThan(0);
    expect(rows[0]?.completionTokens).toBeLessThan(words);
  });
});

describe("A70 a client that is gone between the last token and the usage", () => {
  async function leaveAtTheEnd(): Promise<void> {
    const barrier = world.emulator.hold("usage");
    const socket = openStream();
    expect(await readUntil(socket, '"finish_reason":"stop"')).toContain("Count");
    await barrier.reached();
    socket.destroy();
    await expect.poll(() => answering?.destroyed).toBe(true);
    barrier.release();
  }

  test("the provider's figures are recorded all the same, as an answer that finished", async () => {
    await leaveAtTheEnd();
    const rows = await world.usage(1);
    expect(lastCall()?.outcome).toBe("completed");
    expect(rows).toMatchObject([
      {
        outcome: "ok",
        estimated: false,
        promptTokens: lastCall()?.usage?.prompt_tokens,
        completionTokens: lastCall()?.usage?.completion_tokens,
      },
    ]);
  });

  test("where no figures come, what was written is counted", async () => {
    world.emulator.use({ omitUsage: true, hold: "usage" });
    await leaveAtTheEnd();
    const rows = await world.usage(1);
    expect(rows).toMatchObject([{ outcome: "ok", estimated: true }]);
    expect(rows[0]?.completionTokens).toBeGreaterThan(0);
  });
});

test("a model that falls silent in the middle: an error is the last event, and never [DONE]", async () => {
  world.emulator.use({ reply: "One two three four five six", stallAfterTokens: 3 });
  const text = await readUntil(openStream());
  const frames = text.split("\n\n").flatMap((frame) => /data: (.*)$/s.exec(frame)?.[1] ?? []);
  expect(text).toContain("One");
  expect(text).not.toContain("[DONE]");
  expect(JSON.parse(frames.at(-1) ?? "")).toMatchObject({ error: { type: "server_error", code: "model_failed" } });
  await expect.poll(() => lastCall()?.outcome).toBe("client_closed");
  expect(world.emulator.requests).toHaveLength(1);
  expect(await world.usage(1)).toMatchObject([{ outcome: "failed", estimated: true }]);
});
