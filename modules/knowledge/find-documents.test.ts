import { pageQuerySchema } from "@eai/contract";
import { actorId, type Context, rowsOf, type Transaction } from "@eai/modules/kernel";
import { createTestDatabase } from "@eai/platform/testing";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createKnowledgeWorld, type KnowledgeWorld } from "../../test/knowledge-world.ts";
import { findDocumentVerbs } from "./find-documents.ts";

let world: KnowledgeWorld;
let owner: Context;
let reader: Context;
let stranger: Context;
let shared: string;
let personal: string;

beforeAll(async () => {
  world = await createKnowledgeWorld(await createTestDatabase());
  owner = await world.person("editor", "Olga");
  reader = await world.person("member", "Rita");
  stranger = await world.stranger("platform_admin");
  shared = (await world.createKnowledgeBase(owner, { name: "Handbook", scope: "team" })).id;
  personal = (await world.createKnowledgeBase(owner, { name: "Notes", scope: "personal" })).id;
  await add(shared, "travel 100%.md", ["travel", "costs"]);
  await add(shared, "travel_1000.md", ["travel"]);
  const closed = await add(shared, "board.md", ["board", "costs"]);
  await world.knowledge.restrictDocument(owner, { knowledgeBaseId: shared, documentId: closed }, true);
  await add(personal, "draft.md", ["travel", "secret"]);
});
afterAll(() => world[Symbol.asyncDispose]());

async function add(knowledgeBaseId: string, fileName: string, tags: string[]): Promise<string> {
  const content = (async function* () {
    yield Buffer.from(`${fileName} is a document of its own.`);
  })();
  const document = await world.knowledge.uploadDocument(owner, { knowledgeBaseId, fileName, tags, content });
  return document.id;
}

async function names(context: Context, input: object = {}): Promise<string[]> {
  const { data } = await world.knowledge.findDocuments(context, { limit: 50, ...input });
  return data.map(({ name }) => name);
}

async function tags(context: Context, input: object = {}): Promise<[string, number][]> {
  const { data } = await world.knowledge.listTags(context, { limit: 50, ...input });
  return data.map(({ tag, document_count }) => [tag, document_count]);
}

describe("documents of all knowledge bases", () => {
  test("are those one may read, by name, with where they are", async () => {
    expect(await names(owner)).toEqual(["board.md", "draft.md", "travel 100%.md", "travel_1000.md"]);
    expect(await names(reader)).toEqual(["travel 100%.md", "travel_1000.md"]);
    expect(await names(stranger)).toEqual([]);
    const { data } = await world.knowledge.findDocuments(reader, { limit: 1 });
    expect(data[0]).toMatchObject({
      state: "queued",
      searchable: false,
      knowledge_base: { id: shared, name: "Handbook" },
    });
  });

  test("are found by a part of the name, in which no sign means anything", async () => {
    expect(await names(owner, { query: "TRAVEL" })).toEqual(["travel 100%.md", "travel_1000.md"]);
    expect(await names(owner, { query: "100%" })).toEqual(["travel 100%.md"]);
    expect(await names(owner, { query: "l_1" })).toEqual(["travel_1000.md"]);
    expect(await names(owner, { query: "\\" })).toEqual([]);
  });

  test("are narrowed by tag, knowledge base and state; of what is closed nothing is told", async () => {
    expect(await names(owner, { tag: "costs" })).toEqual(["board.md", "travel 100%.md"]);
    expect(await names(reader, { tag: "costs" })).toEqual(["travel 100%.md"]);
    expect(await names(owner, { knowledge_base_id: personal })).toEqual(["draft.md"]);
    expect(await names(reader, { knowledge_base_id: personal })).toEqual([]);
    expect(await names(reader, { knowledge_base_id: "kb_unknown" })).toEqual([]);
    expect(await names(owner, { state: "unfinished", query: "draft" })).toEqual(["draft.md"]);
    expect(await names(owner, { state: "ready" })).toEqual([]);
  });

  test("with the longest names come in pages too: the way on is one that the contract takes", async () => {
    const { id } = await world.createKnowledgeBase(owner, { name: "Long", scope: "personal" });
    for (const sign of ["\u{20000}", "\u{20001}"]) await add(id, `${sign.repeat(251)}.txt`, []);
    const { next_cursor } = await world.knowledge.findDocuments(owner, { knowledge_base_id: id, limit: 1 });
    expect(pageQuerySchema.parse({ cursor: next_cursor }).cursor).toBe(next_cursor);
    const rest = await world.knowledge.findDocuments(owner, {
      knowledge_base_id: id,
      limit: 1,
      cursor: next_cursor ?? "",
    });
    expect(rest).toMatchObject({ data: [{ name: `${"\u{20001}".repeat(251)}.txt` }], next_cursor: null });
  });

  test("come in pages without a gap", async () => {
    const first = await world.knowledge.findDocuments(owner, { limit: 3 });
    const second = await world.knowledge.findDocuments(owner, { limit: 3, cursor: first.next_cursor ?? "" });
    expect([...first.data, ...second.data].map(({ name }) => name)).toEqual(await names(owner));
    expect(second.next_cursor).toBeNull();
  });
});

describe("tags", () => {
  test("are counted over the documents one may read", async () => {
    expect(await tags(owner)).toEqual([
      ["board", 1],
      ["costs", 2],
      ["secret", 1],
      ["travel", 3],
    ]);
    expect(await tags(reader)).toEqual([
      ["costs", 1],
      ["travel", 2],
    ]);
    expect(await tags(stranger)).toEqual([]);
  });

  test("are found by a part, in one knowledge base, and in pages", async () => {
    expect(await tags(owner, { query: "EC" })).toEqual([["secret", 1]]);
    expect(await tags(owner, { query: "%" })).toEqual([]);
    expect(await tags(owner, { knowledge_base_id: personal })).toEqual([
      ["secret", 1],
      ["travel", 1],
    ]);
    const first = await world.knowledge.listTags(owner, { limit: 3 });
    const rest = await world.knowledge.listTags(owner, { limit: 3, cursor: first.next_cursor ?? "" });
    expect(rest.data).toEqual([{ tag: "travel", document_count: 3 }]);
    expect(rest.next_cursor).toBeNull();
  });

  test("of a document that is granted alone count for who got it", async () => {
    const guest = await world.person("member", "Gus");
    const [draft] = (await world.knowledge.findDocuments(owner, { limit: 1, query: "draft" })).data;
    const grant = { subject_kind: "person" as const, subject_id: actorId(guest.actor) };
    await world.knowledge.putGrant(
      owner,
      { knowledgeBaseId: personal, documentId: draft?.id ?? "" },
      { ...grant, effect: "allow", right: "read" },
    );
    expect(await tags(guest, { query: "secret" })).toEqual([["secret", 1]]);
    expect(await names(guest, { query: "draft" })).toEqual(["draft.md"]);
  });
});

test("of knowledge bases in which nothing is open no document is looked at", async () => {
  const { database } = world;
  const hermit = await world.person("editor", "Hermit");
  const { id } = await world.createKnowledgeBase(hermit, { name: "Alone", scope: "personal" });
  await database.execute(sql`insert into knowledge_bases (id, tenant_id, owner_id, scope, name, chunking)
    select 'kb_' || n, tenant_id, owner_id, scope, name, chunking
    from knowledge_bases cross join generate_series(0, 299) n where id = ${id}`);
  await database.execute(sql`insert into documents (id, knowledge_base_id, name, latest_version_id, created_by, tags)
    select 'doc_' || n, 'kb_' || n % 300, 'alone ' || n, 'ver_' || n, 'test', '{travel}' from generate_series(1, 3000) n`);
  await database.execute(sql`insert into document_versions (id, document_id, knowledge_base_id, ordinal, number,
      content_hash, file_key, media_type, size_bytes, state)
    select 'ver_' || n, 'doc_' || n, 'kb_' || n % 300, 1, 1, n, n, 'text/plain', 1, 'ready' from generate_series(1, 3000) n`);
  await database.execute(sql`analyze documents, document_versions, knowledge_bases, knowledge_grants`);
  const lookedAt = await database.transaction(async (transaction) => {
    const verbs = findDocumentVerbs({ database: transaction });
    const before = await documentsRead(transaction);
    expect((await verbs.findDocuments(reader, { limit: 50 })).data).toHaveLength(2);
    expect((await verbs.listTags(reader, { limit: 50 })).data).toHaveLength(2);
    return (await documentsRead(transaction)) - before;
  });
  expect(lookedAt).toBeGreaterThan(0);
  expect(lookedAt).toBeLessThan(200);
});

/** How many rows were read so far, as the database counts. */
async function documentsRead(transaction: Transaction): Promise<number> {
  const [read] = await rowsOf<{ count: number }>(
    transaction,
    sql`select (coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0))::int as count
      from pg_stat_xact_user_tables where relname = 'documents'`,
  );
  return read?.count ?? 0;
}
