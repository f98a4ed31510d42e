import { usageRecords } from "@eai/modules/governance";
import { newId, rowsOf } from "@eai/modules/kernel";
import { and, asc, gt, inArray, sql } from "drizzle-orm";
import OpenAI from "openai";
import { createTestApi, type TestApi, type TestApiOptions, type TestPerson } from "../apps/api/testing.ts";
import { type ModelEmulator, startModelEmulator } from "../ops/dev/model-emulator/index.ts";

/** The API on a port, models behind it, and a program with a key. */
export interface OpenAiWorld extends AsyncDisposable {
  api: TestApi;
  emulator: ModelEmulator;
  url: string;
  person: TestPerson;
  key: string;
  client: OpenAI;
  makeKey(person: TestPerson, scopes?: readonly string[]): Promise<string>;
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<Response>;
  /** The records of calls of this API since `forgetUsage`, once there are so many and no call is open. */
  usage(count: number): Promise<(typeof usageRecords.$inferSelect)[]>;
  /** Calls of before may still be written down: they are told by their ids, which are given at their beginning. */
  forgetUsage(): void;
}

export const priced = "gpt-4.1-mini";
export const thinking = "o4-mini";
export const embedder = "text-embedding-3-small";

const deployments = [priced, thinking, "gpt-4o", "gpt-4o-mini"].join();

export async function createOpenAiWorld(options: TestApiOptions = {}): Promise<OpenAiWorld> {
  const emulator = await startModelEmulator();
  const api = await createTestApi({
    ...options,
    environment: {
      AZURE_OPENAI_EASTUS_ENDPOINT: `${emulator.url}/eastus`,
      AZURE_OPENAI_EASTUS_API_KEY: emulator.apiKey,
      AZURE_OPENAI_EASTUS_DEPLOYMENT: deployments,
      AZURE_OPENAI_EASTUS2_ENDPOINT: `${emulator.url}/eastus2`,
      AZURE_OPENAI_EASTUS2_API_KEY: emulator.apiKey,
      AZURE_OPENAI_EASTUS2_DEPLOYMENT: deployments,
      AZURE_OPENAI_EMBEDDING_DEPLOYMENT: embedder,
      ...options.environment,
    },
  });
  const person = await api.signUp("program@example.com");
  const url = await api.app.listen({ port: 0, host: "127.0.0.1" });
  const { database } = api.platform;

  async function makeKey(
    owner: TestPerson,
    scopes: readonly string[] = ["chat.use", "knowledge.read"],
  ): Promise<string> {
    const made = await owner.request({ method: "POST", url: "/api/v1/api-keys", payload: { name: "program", scopes } });
    if (made.statusCode !== 201) throw new Error(`key: ${made.statusCode} ${made.body}`);
    return made.json<{ key: string }>().key;
  }

  const key = await makeKey(person);
  let since = "";
  return {
    api,
    emulator,
    url,
    person,
    key,
    client: new OpenAI({ baseURL: `${url}/v1`, apiKey: key, maxRetries: 0 }),
    makeKey,
    post: (path, body, headers = {}) =>
      fetch(url + path, {
        method: "POST",
        headers: { authorization: `Bearer ${key}`, "content-type": "application/json", ...headers },
        body: typeof body === "string" ? body : JSON.stringify(body),
      }),
    async usage(count) {
      const deadline = Date.now() + 20_000;
      while (true) {
        const rows = await database
          .select()
          .from(usageRecords)
          .where(and(inArray(usageRecords.purpose, ["completion", "embedding"]), gt(usageRecords.id, since)))
          .orderBy(asc(usageRecords.id));
        const open = await rowsOf(database, sql`select id from open_model_calls`);
        if ((rows.length >= count && open.length === 0) || Date.now() > deadline) return rows;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    },
    forgetUsage() {
      since = newId("use");
    },
    async [Symbol.asyncDispose]() {
      await api[Symbol.asyncDispose]();
      await emulator.close();
    },
  };
}
