import { createMemoryRelay } from "@eai/adapters/memory";
import { openAIDeployment } from "@eai/adapters/openai";
import { quoteDeployment } from "@eai/adapters/quote";
import type { StreamData } from "@eai/contract";
import { type AnswerPart, type Chat, type CreateChatInput, createChat } from "@eai/modules/chat";
import { createUsageLedger, openReservations } from "@eai/modules/governance";
import { type Context, type Database, rowsOf, silentLog } from "@eai/modules/kernel";
import { type AttemptTimeouts, createModels, type Models } from "@eai/modules/models";
import type { TestDatabase } from "@eai/platform/testing";
import { sql } from "drizzle-orm";
import type { ModelEmulator } from "../../ops/dev/model-emulator/index.ts";
import { createKnowledgeWorld, type KnowledgeWorld } from "../knowledge-world.ts";

export const price = {
  inputMicroUsdPerMillionTokens: 2_000_000,
  cachedInputMicroUsdPerMillionTokens: 500_000,
  outputMicroUsdPerMillionTokens: 8_000_000,
};

export const handbook = `# Staff handbook

## Annual leave

Full-time staff are entitled to 25 days of paid annual leave each calendar year. Unused days can be carried over until the end of March.

## Parental leave

Fathers receive 16 weeks of fully paid parental leave after the birth of a child.

## Travel

Train journeys are booked in second class. Flights need the approval of the head of department.
`;

export interface ChatModelsOptions {
  quote?: boolean;
  contextWindowTokens?: number;
  maxOutputTokens?: number;
  timeouts?: Partial<AttemptTimeouts>;
}

/** The emulator as an OpenAI-compatible endpoint, or the quote model. */
export function chatModels(
  database: Database,
  emulator: Pick<ModelEmulator, "url" | "apiKey">,
  { quote = false, timeouts, ...window }: ChatModelsOptions = {},
): Models {
  const endpoint = { baseUrl: `${emulator.url}/v1`, apiKey: emulator.apiKey };
  return createModels({
    deployments: quote
      ? [quoteDeployment()]
      : [openAIDeployment({ ...endpoint, model: "gpt-4.1-mini", price, ...window })],
    embeddingDeployments: [],
    ledger: createUsageLedger({ database, log: silentLog }),
    permittedModels: async () => null,
    ...(timeouts === undefined ? {} : { timeouts }),
  });
}

export interface ChatWorld extends KnowledgeWorld {
  alice: Context;
  bob: Context;
  /** A personal knowledge base of Alice's with the handbook in it. */
  knowledgeBaseId: string;
  chat: Chat;
  /** Another chat on the same database, as a second process or after a restart would have it. */
  chatWith(changes?: Partial<CreateChatInput>, models?: ChatModelsOptions): Chat;
}

export async function createChatWorld(test: TestDatabase): Promise<ChatWorld> {
  const world = await createKnowledgeWorld(test);
  const { database, knowledge, emulator } = world;
  await world.startWorker(1);
  const [alice, bob] = [await world.person("member", "Alice"), await world.person("member", "Bob")];
  const knowledgeBaseId = (await world.createKnowledgeBase(alice)).id;
  await world.ingest(alice, knowledgeBaseId, "handbook.md", handbook);
  const reservations = openReservations();

  function chatWith(changes: Partial<CreateChatInput> = {}, models: ChatModelsOptions = {}): Chat {
    return createChat({
      database,
      knowledge,
      reservations,
      models: chatModels(database, emulator, models),
      relay: createMemoryRelay(),
      log: silentLog,
      ...changes,
    });
  }

  return { ...world, alice, bob, knowledgeBaseId, chat: chatWith(), chatWith };
}

export async function collect(parts: AsyncIterable<AnswerPart> | AnswerPart[]): Promise<AnswerPart[]> {
  const all: AnswerPart[] = [];
  for await (const part of parts) all.push(part);
  return all;
}

export function textOf(parts: readonly AnswerPart[]): string {
  return parts.map((part) => (part.type === "text-delta" ? part.delta : "")).join("");
}

/** The data of the parts of one name. */
export function dataOf<Name extends keyof StreamData>(parts: readonly AnswerPart[], name: Name): StreamData[Name][] {
  return parts.filter((part): part is DataPart<Name> => part.type === `data-${name}`).map(({ data }) => data);
}

type DataPart<Name extends keyof StreamData> = Extract<AnswerPart, { type: `data-${Name}` }> & {
  data: StreamData[Name];
};

/** Starts reading and gives what has come so far. */
export function readAlong(parts: AsyncIterable<AnswerPart>): { seen: AnswerPart[]; done: Promise<AnswerPart[]> } {
  const seen: AnswerPart[] = [];
  async function read(): Promise<AnswerPart[]> {
    for await (const part of parts) seen.push(part);
    return seen;
  }
  return { seen, done: read() };
}

export interface UsageRow {
  purpose: string;
  outcome: string;
  prompt_tokens: number;
  completion_tokens: number;
  cost: number;
  estimated: boolean;
  actor_id: string;
  request_id: string;
  channel: string;
}

export function usageOfAnswer(database: Database, answerId: string): Promise<UsageRow[]> {
  return rowsOf<UsageRow>(
    database,
    sql`select purpose, outcome, prompt_tokens, completion_tokens, cost_micro_usd::int as cost, estimated, actor_id,
      request_id, channel from usage_records where answer_id = ${answerId}`,
  );
}

export async function auditCount(database: Database, action: string, resourceId: string): Promise<number> {
  const [row] = await rowsOf<{ count: number }>(
    database,
    sql`select count(*)::int as count from audit_events where action = ${action} and resource_id = ${resourceId}`,
  );
  return row?.count ?? 0;
}
