import type { ChatAnswer, Message, Problem, Session } from "@eai/contract";
import { rowsOf } from "@eai/modules/kernel";
import { sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { createTestApi, type TestApi, type TestPerson } from "../../apps/api/testing.ts";
import { type ModelEmulator, type Scenario, startModelEmulator } from "../../ops/dev/model-emulator/index.ts";

let emulator: ModelEmulator;
let api: TestApi;
let ada: TestPerson;

beforeAll(async () => {
  emulator = await startModelEmulator();
  api = await createTestApi({
    environment: {
      AZURE_OPENAI_EASTUS_ENDPOINT: `${emulator.url}/eastus`,
      AZURE_OPENAI_EASTUS_API_KEY: emulator.apiKey,
      AZURE_OPENAI_EASTUS_DEPLOYMENT: "gpt-4.1-mini,gpt-5-mini",
      OPENAI_BASE_URL: `${emulator.url}/v1`,
      OPENAI_API_KEY: emulator.apiKey,
      OPENAI_MODEL: "gpt-4o-mini",
    },
  });
  ada = await api.signUp("ada@example.com");
});
afterAll(async () => {
  await api[Symbol.asyncDispose]();
  await emulator.close();
});
afterEach(() => emulator.reset());

const text = "One thing follows another in this answer. ".repeat(10).trim();

interface Ending {
  about: string;
  scenario: Scenario;
  model?: string;
  state: Message["state"];
  /** The last part of the stream. */
  last: "finish" | "error";
  code?: string;
  notice?: Message["notices"][number];
  outcome: string;
  hasText: boolean;
}

const endings: Ending[] = [
  {
    about: "an answer that reached its limit is complete in what is there, and says so",
    scenario: { reply: text, finishReason: "length" },
    state: "complete",
    last: "finish",
    notice: "output_limit_reached",
    outcome: "ok",
    hasText: true,
  },
  {
    about: "a limit that left no room for a word is a failure",
    scenario: { reply: "", finishReason: "length", reasoningTokens: 4096 },
    model: "gpt-5-mini",
    state: "failed",
    last: "error",
    code: "model_failed",
    outcome: "empty",
    hasText: false,
  },
  {
    about: "an answer that the filter cut keeps what was shown, as filtered",
    scenario: { reply: text, completionFiltered: true },
    state: "filtered",
    last: "error",
    code: "content_filtered",
    outcome: "filtered",
    hasText: true,
  },
  {
    about: "an answer that the filter took whole is filtered, not empty",
    scenario: { reply: "", finishReason: "content_filter" },
    state: "filtered",
    last: "error",
    code: "content_filtered",
    outcome: "filtered",
    hasText: false,
  },
  {
    about: "a question that the filter refused is filtered",
    scenario: { promptFiltered: true },
    state: "filtered",
    last: "error",
    code: "content_filtered",
    outcome: "filtered",
    hasText: false,
  },
  {
    about: "an empty answer is a failure",
    scenario: { reply: "" },
    state: "failed",
    last: "error",
    code: "model_failed",
    outcome: "empty",
    hasText: false,
  },
  {
    about: "a refusal of the model is shown as one",
    scenario: { reply: "I cannot help with that.", refuses: true },
    model: "gpt-4o-mini",
    state: "filtered",
    last: "error",
    code: "content_filtered",
    outcome: "filtered",
    hasText: true,
  },
];

describe("F26 an answer that is none, or not all of one", () => {
  test.each(endings)("$about", async (expected) => {
    const { scenario, model = "gpt-4.1-mini" } = expected;
    emulator.use({ ...scenario, match: { endpoint: "chat" } });
    const streamed = await ask("/api/v1/chat/stream", model);
    expect(streamed.statusCode).toBe(200);
    const parts = partsOf(streamed.body);
    expect(parts.at(-1)).toMatchObject({
      type: expected.last,
      ...(expected.code === undefined ? {} : { code: expected.code }),
    });
    expect(parts.find(({ type }) => type === "data-settled")).toMatchObject({ data: { state: expected.state } });

    const stored = await lastAnswer();
    expect(stored.state).toBe(expected.state);
    expect(stored.error?.code).toBe(expected.code);
    expect(stored.text !== "").toBe(expected.hasText);
    expect(stored.notices).toEqual(expected.notice === undefined ? [] : [expected.notice]);
    expect(await outcomeOf(stored.id)).toEqual([expected.outcome]);

    const whole = await ask("/api/v1/chat", model);
    if (expected.code === undefined) {
      expect(whole.json<ChatAnswer>().message).toMatchObject({ state: "complete", notices: stored.notices });
    } else {
      expect(whole.json<Problem>().code).toBe(expected.code);
      expect(whole.statusCode).toBeGreaterThanOrEqual(400);
    }
  });
});

function ask(url: string, model: string) {
  return ada.request({ method: "POST", url, payload: { message: "Say something", model } });
}

interface Part {
  type: string;
  code?: string;
  data?: unknown;
}

function partsOf(body: string): Part[] {
  const events = body.split("\n").filter((line) => line.startsWith("data: {"));
  return events.map((line) => JSON.parse(line.slice("data: ".length)) as Part);
}

async function lastAnswer(): Promise<Message> {
  const sessions = await ada.request({ method: "GET", url: "/api/v1/sessions?limit=1" });
  const [session] = sessions.json<{ data: Session[] }>().data;
  const messages = await ada.request({ method: "GET", url: `/api/v1/sessions/${session?.id}/messages` });
  const last = messages.json<{ data: Message[] }>().data.at(-1);
  if (!last) throw new Error("There is no answer.");
  return last;
}

async function outcomeOf(answerId: string): Promise<string[]> {
  const rows = await rowsOf<{ outcome: string }>(
    api.platform.database,
    sql`select outcome from usage_records where answer_id = ${answerId}`,
  );
  return rows.map(({ outcome }) => outcome);
}
