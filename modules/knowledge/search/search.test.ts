import type { Context } from "@eai/modules/kernel";
import { createTestDatabase } from "@eai/platform/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createKnowledgeWorld, type KnowledgeWorld } from "../../../test/knowledge-world.ts";

const handbook = `# Holidays

Employees have thirty days of holiday a year. Requests are made in the portal.

# Travel

Trains are booked in second class. Hotels may cost 120 euros a night.

# Security

Laptops are encrypted. Report a lost badge to the front desk of the capital office.
`;

describe("search", () => {
  let world: KnowledgeWorld;
  let ada: Context;
  let knowledgeBaseId: string;
  beforeAll(async () => {
    world = await createKnowledgeWorld({ embedding: true }, await createTestDatabase());
    await world.startWorker();
    ada = await world.person("editor", "Ada");
    knowledgeBaseId = (await world.createKnowledgeBase(ada)).id;
    await world.ingest(ada, knowledgeBaseId, "handbook.md", handbook);
    await world.ingest(ada, knowledgeBaseId, "copy of handbook.md", handbook.replaceAll(" ", "  "));
  });
  afterAll(() => world[Symbol.asyncDispose]());

  const search = (context: Context, query: string, limit = 5) =>
    world.knowledge.search(context, { knowledgeBaseIds: [knowledgeBaseId], query, limit });

  it("finds by words and by meaning, with where it stands", async () => {
    const { passages, mode, durationMs } = await search(ada, "How many days of holiday do I have?");
    expect(mode).toBe("hybrid");
    expect(durationMs).toBeGreaterThan(0);
    const [best] = passages;
    expect(best).toMatchObject({ knowledgeBaseId, relevant: true, headingPath: ["Holidays"], pageFrom: null });
    expect(best?.text).toContain("thirty days");
    expect(best?.scores.dense).toBeGreaterThan(0);
    expect(best?.scores.lexical).toBeGreaterThan(0);
    expect(best?.end).toBeGreaterThan(best?.start ?? 0);
    const scores = passages.map(({ score }) => score);
    expect(scores).toEqual(scores.toSorted((left, right) => right - left));
  });

  it("gives the same text once, and at most as many as asked", async () => {
    const { passages } = await search(ada, "holiday trains laptops", 10);
    const texts = passages.map(({ text }) => text.replace(/\s+/g, " "));
    expect(new Set(texts).size).toBe(texts.length);
    expect((await search(ada, "holiday trains laptops", 1)).passages).toHaveLength(1);
  });

  it("searches by words while the embedding model fails", async () => {
    world.emulator.use({ match: { endpoint: "embeddings" }, fail: { status: 400 } });
    const { passages, mode } = await search(ada, "second class trains");
    world.emulator.reset();
    expect(mode).toBe("keyword");
    expect(passages[0]).toMatchObject({ headingPath: ["Travel"], relevant: true, scores: { dense: null }, score: 1 });
  });

  it("has no evidence for what the documents do not speak of", async () => {
    world.emulator.use({ match: { endpoint: "embeddings" }, fail: { status: 400 } });
    const questions = [
      "What is the capital of Mongolia?",
      "Who won the football championship?",
      "Quanto costa il gatto?",
    ];
    for (const question of questions) {
      const { passages } = await search(ada, question);
      expect(passages.filter(({ relevant }) => relevant)).toEqual([]);
    }
    world.emulator.reset();
  });

  it("answers the same for a knowledge base that is missing and one that may not be seen", async () => {
    const stranger = await world.stranger("platform_admin");
    const colleague = await world.person("tenant_admin");
    const missing = "kb_01980f5e-7c1a-7d5e-9a53-0a5b8c2f5d10";
    const ask = (context: Context, ids: string[]) =>
      world.knowledge.search(context, { knowledgeBaseIds: ids, query: "holiday", limit: 5 }).catch((error) => error);
    const answers = [
      await ask(stranger, [knowledgeBaseId]),
      await ask(colleague, [knowledgeBaseId]),
      await ask(ada, [missing]),
      await ask(ada, [knowledgeBaseId, missing]),
    ];
    for (const answer of answers) {
      expect(answer).toMatchObject({ code: "not_found", message: answers[2].message });
    }
  });

  it("gives a short passage with what stands around it, to those who may read it", async () => {
    const { id } = await world.createKnowledgeBase(ada);
    const about = (what: string) =>
      `The ${what} is looked after by the facility team, which keeps a list of all of them. `.repeat(4).trim();
    const text = ["# Rooms", ...["aviary", "boiler", "cellar"].map(about), "# Roof", about("antenna")].join("\n\n");
    await world.ingest(ada, id, "rooms.md", text);
    const { passages } = await world.knowledge.search(ada, { knowledgeBaseIds: [id], query: "boiler", limit: 1 });
    const [passage] = passages;
    if (!passage) throw new Error("nothing was found");
    expect(passage.text).not.toContain("cellar");
    const countTokens = (piece: string) => piece.split(" ").length;
    const widen = (context: Context, roomTokens: number) =>
      world.knowledge.widenPassages(context, { passages, roomTokens, countTokens });
    const [wide] = await widen(ada, 1000);
    expect(wide?.text).toContain("cellar");
    expect(wide?.text).not.toContain("antenna");
    expect(wide?.mergedFrom.length).toBeGreaterThan(1);
    const reference = { knowledgeBaseId: id, documentId: passage.documentId };
    const kept = await world.knowledge.readDocumentText(ada, reference, { from: wide?.start ?? 0, to: wide?.end });
    expect(wide?.text).toBe(kept.text);
    expect(await widen(ada, 0)).toEqual(passages);
    expect(await widen(await world.stranger("platform_admin"), 1000)).toEqual(passages);
  });

  it("finds nothing of a document that was deleted or replaced", async () => {
    const { id } = await world.createKnowledgeBase(ada);
    const find = async (query: string) =>
      (await world.knowledge.search(ada, { knowledgeBaseIds: [id], query, limit: 5 })).passages.map(({ text }) => text);
    const first = await world.ingest(ada, id, "animals.md", "The okapi sleeps.");
    expect(await find("okapi")).toEqual(["The okapi sleeps."]);
    await world.ingest(ada, id, "animals.md", "The walrus swims.");
    expect(await find("okapi walrus")).toEqual(["The walrus swims."]);
    await world.knowledge.deleteDocument(ada, { knowledgeBaseId: id, documentId: first.id });
    expect(await find("okapi walrus")).toEqual([]);
  });
});
