import { createUndiciTransport } from "@eai/adapters/http";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { context, emulatedModels, reservation } from "../../../ops/dev/model-emulator/emulated-models.ts";
import { type ModelEmulator, startModelEmulator } from "../../../ops/dev/model-emulator/index.ts";

const transport = createUndiciTransport();
let emulator: ModelEmulator;
beforeAll(async () => {
  emulator = await startModelEmulator();
});
beforeEach(() => emulator.reset());
afterAll(async () => {
  await transport.end();
  await emulator.close();
});

/** @returns what the client was told */
async function ask(stream: boolean): Promise<"end" | Error> {
  const timeouts = { firstChunkMs: 500, wholeAnswerMs: 60_000 };
  const { models } = emulatedModels(emulator, { transport, timeouts });
  const body = { messages: [{ role: "user", content: "Count" }] };
  const request = {
    kind: "chat",
    model: "gpt-4.1",
    body,
    stream,
    wantsUsage: false,
    estimatedPromptTokens: 1,
  } as const;
  const opened = await models.relay(context, reservation, request);
  const { promise, resolve } = Promise.withResolvers<"end" | Error>();
  opened?.start({ start() {}, data: () => true, end: () => resolve("end"), fail: resolve }, () => {});
  return promise;
}

test("an answer in one piece may take longer than the first token of a stream", async () => {
  emulator.use({ firstTokenDelayMs: 1200 });
  expect(await ask(false)).toBe("end");
  expect(emulator.requests).toHaveLength(1);
  expect(await ask(true)).toMatchObject({ code: "model_unavailable" });
  expect(emulator.requests).toHaveLength(3);
});
