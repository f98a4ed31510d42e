import { createUndiciTransport } from "@eai/adapters/http";
import { openAIDeployment } from "@eai/adapters/openai";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type ModelEmulator, startModelEmulator } from "../../../ops/dev/model-emulator/index.ts";
import { startRelayAttempt } from "./relay-attempt.ts";
import { fitRelayBody } from "./relay-body.ts";
import type { RawDeployment } from "./relay-types.ts";

let emulator: ModelEmulator;
const transport = createUndiciTransport();
beforeAll(async () => {
  emulator = await startModelEmulator();
});
beforeEach(() => emulator.reset());
afterAll(async () => {
  await transport.end();
  await emulator.close();
});

const timeouts = { firstChunkMs: 300, figuresMs: 1000, wholeAnswerMs: 10_000, stallMs: 10_000 };

/** @returns how it ended */
function relay(model: string, stream: boolean, more: Record<string, string> = {}): Promise<string> {
  const { endpoint, ...rest } = openAIDeployment({ baseUrl: `${emulator.url}/v1`, apiKey: emulator.apiKey, model });
  if (!endpoint) throw new Error("no endpoint");
  const deployment: RawDeployment = { ...rest, endpoint: { ...endpoint, surface: "chat_completions" } };
  const messages = [{ role: "user", content: "Count" }];
  const request = {
    kind: "chat" as const,
    model,
    body: { messages },
    stream,
    wantsUsage: false,
    estimatedPromptTokens: 5,
  };
  const headers = { "content-type": "application/json", authorization: `Bearer ${emulator.apiKey}`, ...more };
  return new Promise((resolve) =>
    startRelayAttempt(
      { transport, deployment, request, headers, ...fitRelayBody(request, deployment), timeouts },
      { begin() {}, data: () => true, end: () => resolve("complete"), fail: ({ kind }) => resolve(kind) },
    ),
  );
}

describe("how long an attempt waits", () => {
  test("for the first token of a stream no longer than it may take", async () => {
    emulator.use({ firstTokenDelayMs: 600 });
    expect(await relay("gpt-4.1", true)).toBe("timeout");
  });

  test("an answer in one piece comes when all of it is written", async () => {
    emulator.use({ firstTokenDelayMs: 600 });
    expect(await relay("gpt-4.1", false)).toBe("complete");
  });

  test("a model that thinks first is given three times as long", async () => {
    emulator.use({ firstTokenDelayMs: 600 });
    expect(await relay("o4-mini", true)).toBe("complete");
  });
});

test("a call that cannot be sent reached nobody", async () => {
  expect(await relay("gpt-4.1", true, { "x-key": "of two\nlines" })).toBe("unreachable");
  expect(emulator.requests).toHaveLength(0);
});
