import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { UsageRecord } from "@eai/contract";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type ModelEmulator, startModelEmulator } from "../../ops/dev/model-emulator/index.ts";
import { startProduct } from "../product.ts";

let emulator: ModelEmulator;
let dataDirectory: string;
beforeAll(async () => {
  emulator = await startModelEmulator();
  dataDirectory = await mkdtemp(join(tmpdir(), "eai-usage-killed-"));
});
afterAll(async () => {
  await emulator.close();
  await rm(dataDirectory, { recursive: true, force: true });
});

test("killed in the middle of an embedding and a title: each call is on record once after the restart", async () => {
  const environment = {
    OPENAI_BASE_URL: `${emulator.url}/v1`,
    OPENAI_API_KEY: emulator.apiKey,
    OPENAI_MODEL: "gpt-4.1-mini",
    OPENAI_EMBEDDING_MODEL: "text-embedding-3-small",
    EMBEDDING_DIMENSIONS: "64",
  };
  const first = await startProduct({ dataDirectory, environment });
  const email = "alice@example.com";
  const alice = await first.signUp({ name: "Alice", email });
  const base = await alice.createKnowledgeBase({ name: "Plans", scope: "personal" });
  await alice.ingest(base.id, "plan.md", "# Garden\n\nThe garden opens at nine in the morning.");

  const barrier = emulator.hold("response", { promptIncludes: "Write a title" });
  emulator.hold("response", { endpoint: "embeddings", promptIncludes: "opening hours" });
  const response = await alice.fetch("/api/v1/chat/stream", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ message: "Say something" }),
  });
  void response.text().catch(() => {});
  void alice
    .call("POST", `/api/v1/knowledge-bases/${base.id}/query`, { query: "opening hours", limit: 3 })
    .catch(() => {});
  await barrier.reached(2);
  // Noted behind the call: the database has it within milliseconds, which no request waits for.
  const waiting = async () =>
    /^eai_usage_records_waiting (\d+)$/m.exec(await (await fetch(`${first.url}/metrics`)).text());
  await expect.poll(async () => (await waiting())?.[1]).toBe("0");
  await first.kill();
  emulator.reset();

  const second = await startProduct({ dataDirectory, environment });
  const again = await second.signIn(email);
  const { data } = await again.call<{ data: UsageRecord[] }>("GET", "/api/v1/usage");
  const seen = data.map(({ purpose, outcome, estimated }) => `${purpose} ${outcome}${estimated ? ", estimated" : ""}`);
  expect(seen.toSorted()).toEqual([
    "chat ok",
    "ingestion_embedding ok",
    "query_embedding interrupted, estimated",
    "title interrupted, estimated",
  ]);
  expect(data.every(({ prompt_tokens }) => prompt_tokens > 0)).toBe(true);
  expect(await second.stop()).toBe(0);
});
