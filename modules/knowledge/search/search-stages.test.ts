import type { SearchReport } from "@eai/contract";
import { type Context, rowsOf } from "@eai/modules/kernel";
import { sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { createKnowledgeWorld, type KnowledgeWorld } from "../../../test/knowledge-world.ts";

const travel = `# Travel

Trains are booked in second class. Hotels may cost 120 euros a night in summer and in winter.

# Holidays

Employees have thirty days of holiday a year, and requests are made in the portal in good time.
`;
const notes = "# Notes\n\nThe hotel by the station was loud. Guests were told that the lift is broken.";
const secret = "# Board\n\nThe hotel will be sold to Walrus Industries for 9 million euros.";

describe("the stages of a search", () => {
  let world: KnowledgeWorld;
  let ada: Context;
  let bob: Context;
  let id: string;
  let notesId: string;
  beforeAll(async () => {
    world = await createKnowledgeWorld({ rerankTimeoutMs: 1500 });
    await world.startWorker();
    [ada, bob] = [await world.person("editor", "Ada"), await world.person("member", "Bob")];
    ({ id } = await world.createKnowledgeBase(ada, { scope: "organization" }));
    await world.ingest(ada, id, "travel.md", travel);
    ({ id: notesId } = await world.ingest(ada, id, "notes.md", notes));
    const board = await world.ingest(ada, id, "board.md", secret);
    await world.knowledge.restrictDocument(ada, { knowledgeBaseId: id, documentId: board.id }, true);
  });
  afterEach(() => world.emulator.reset());
  afterAll(() => world[Symbol.asyncDispose]());

  const query = async (text: string, more: object = {}, context: Context = bob) =>
    world.knowledge.queryKnowledgeBase(context, id, { query: text, limit: 5, explain: true, ...more });
  const stage = (report: SearchReport | undefined, name: string) =>
    report?.stages.find((candidate) => candidate.stage === name);
  const reranked = () => world.emulator.requests.filter(({ path }) => path === "/v1/rerank");

  it("puts what is found in the order of the reranking model, and records what it used", async () => {
    const question = "hotel by the station";
    const { passages, explanation } = await query(question);
    expect(passages[0]).toMatchObject({ document_name: "notes.md", evidence: true });
    expect(passages[0]?.scores.rerank).toBeGreaterThan(passages[1]?.scores.rerank ?? 1);
    expect(passages[0]?.score).toBe(passages[0]?.scores.rerank);
    expect(stage(explanation, "rerank")).toMatchObject({ outcome: "done", note: null });
    const [sent] = reranked();
    expect(sent?.body).toMatchObject({ model: "rerank-v4.0", query: question });
    // What the asker may not read is not sent to a model on their behalf.
    expect(JSON.stringify(sent?.body)).not.toContain("Walrus");
    const recorded = () =>
      rowsOf(
        world.database,
        sql`select outcome, cost_micro_usd::int as cost, prompt_tokens > 20 as counted from usage_records where purpose = 'rerank'`,
      );
    // It is written behind the answer.
    await expect.poll(recorded, { timeout: 20_000 }).toEqual([{ outcome: "ok", cost: 2000, counted: true }]);
  });

  it("keeps the order it has when the model fails, answers nonsense or is too slow", async () => {
    const asked = "euros a night";
    for (const trouble of [
      { fail: { status: 429, retryAfterSeconds: 0 } },
      { reply: "<html>Welcome</html>" },
      { reply: '{"results":[{"index":0,"relevance_score":1}]}' },
      { firstTokenDelayMs: 60_000 },
    ]) {
      world.emulator.use({ match: { endpoint: "rerank" }, ...trouble });
      const { passages, explanation } = await query(asked, {}, ada);
      expect(passages[0]?.document_name).toBe("travel.md");
      expect(passages.map(({ scores }) => scores.rerank)).toEqual(passages.map(() => null));
      expect(stage(explanation, "rerank")?.outcome).toBe("failed");
      world.emulator.reset();
    }
  });

  it("asks no reranking model where the knowledge base does not want it, and keeps its threshold", async () => {
    const changed = await world.knowledge.updateKnowledgeBase(ada, id, {
      search: { rerank: false, minimum_similarity: 0.4 },
    });
    expect(changed.search_settings).toEqual({ rerank: false, minimum_similarity: 0.4 });
    const { explanation } = await query("hotel");
    expect(stage(explanation, "rerank")?.outcome).toBe("skipped");
    expect(reranked()).toEqual([]);
    const back = await world.knowledge.updateKnowledgeBase(ada, id, { search: { rerank: true } });
    expect(back.search_settings).toEqual({ rerank: true, minimum_similarity: 0.4 });
    const usual = await world.knowledge.updateKnowledgeBase(ada, id, { search: { minimum_similarity: null } });
    expect(usual.search_settings.minimum_similarity).toBeNull();
  });

  it("looks only where the filters say", async () => {
    const names = async (filters: object, context?: Context) =>
      (await query("hotel", { filters }, context)).passages.map(({ document_name }) => document_name).toSorted();
    await world.database.execute(sql`update documents set tags = '{travel,2026}' where name = 'travel.md'`);
    expect(await names({ document_ids: [notesId] })).toEqual(["notes.md"]);
    expect(await names({ tags: ["2026", "other"] })).toEqual(["travel.md"]);
    expect(await names({ media_types: ["text/markdown"] }, ada)).toEqual(["board.md", "notes.md", "travel.md"]);
    expect(await names({ media_types: ["application/pdf"] })).toEqual([]);
    const today = new Date().toISOString().slice(0, 10);
    expect(await names({ dated_from: today, dated_to: today })).toEqual(["notes.md", "travel.md"]);
    expect(await names({ dated_to: "2001-01-01" })).toEqual([]);
  });

  it("explains itself in the words of the question, and tells nothing of what the asker may not see", async () => {
    const { explanation, passages } = await query("What do hotels cost Walrus Industries?");
    const word = (wanted: string) => explanation?.words.find((candidate) => candidate.word === wanted);
    expect(word("hotels")).toMatchObject({ stems: ["hotel"], matched: true, weight: expect.any(Number) });
    // It stands in the board's paper only: neither that nor how often is told.
    expect(word("walrus")).toMatchObject({ matched: false, weight: null });
    expect(JSON.stringify({ explanation, passages })).not.toMatch(/board/i);
    expect(explanation?.coverage_minimum).toBe(0.35);
    expect(explanation?.passages.map(({ chunk_id }) => chunk_id)).toEqual(passages.map(({ chunk_id }) => chunk_id));
    expect(explanation?.stages.map((done) => done.stage)).toEqual(["embed", "index", "rerank", "read", "shape"]);
    expect(stage(explanation, "embed")).toMatchObject({
      outcome: "skipped",
      note: expect.stringContaining("by words"),
    });
    const hers = await query("walrus", {}, ada);
    expect(hers.explanation?.words[0]).toMatchObject({ matched: true, weight: expect.any(Number) });
    const less = await query("hotel", { limit: 1 });
    expect(less.explanation?.dropped).toMatchObject([{ reason: "beyond_limit", into: null }]);
  });

  it("F22 says that it cannot search while the index does not answer", async () => {
    await world.database.execute(sql`alter table chunk_index rename to chunk_index_away`);
    const refused = await query("station").catch((error: unknown) => error);
    await world.database.execute(sql`alter table chunk_index_away rename to chunk_index`);
    expect(refused).toMatchObject({ code: "search_unavailable" });
    expect((await query("station")).passages).not.toEqual([]);
  });
});
