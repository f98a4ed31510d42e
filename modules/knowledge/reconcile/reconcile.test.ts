import type { Context } from "@eai/modules/kernel";
import { createTestDatabase } from "@eai/platform/testing";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createKnowledgeWorld, type KnowledgeWorld, streamOf } from "../../../test/knowledge-world.ts";
import { sampleMarkdown } from "../../../test/sample-documents.ts";
import { type FindingKind, findingKinds, type Reconciliation } from "./reconcile.ts";

const forever = new AbortController().signal;
const files = { limitBytes: 1_000_000, signal: forever };

describe("reconcile", () => {
  let world: KnowledgeWorld;
  let ada: Context;
  let knowledgeBaseId: string;
  beforeAll(async () => {
    world = await createKnowledgeWorld({}, await createTestDatabase());
    ada = await world.person("member", "Ada");
    ({ id: knowledgeBaseId } = await world.createKnowledgeBase(ada));
  });
  afterAll(() => world[Symbol.asyncDispose]());

  function look(repair = false): Promise<Reconciliation> {
    return world.knowledge.reconcile({ repair, soleProcess: true, signal: forever });
  }

  function foundIn({ findings }: Reconciliation): Partial<Record<FindingKind, number>> {
    return Object.fromEntries(
      findingKinds.map((kind) => [kind, findings[kind].found]).filter(([, found]) => found !== 0),
    );
  }

  /** A document that is ready, with the ids of what stands for it. */
  async function ready(name: string) {
    const document = await world.upload(ada, knowledgeBaseId, name, sampleMarkdown(name, 3));
    await prepareAll();
    return document;
  }

  async function prepareAll(): Promise<void> {
    const waiting = await world.database.execute(sql`select id from document_versions where state = 'queued'`);
    for (const { id } of (waiting as unknown as { rows: { id: string }[] }).rows) {
      await world.knowledge.ingestVersion(id, forever);
    }
  }

  async function isFound(word: string): Promise<boolean> {
    const found = await world.knowledge.queryKnowledgeBase(ada, knowledgeBaseId, { query: word, limit: 3 });
    return found.passages.length > 0;
  }

  test("finds nothing where nothing is wrong, with work going on", async () => {
    await ready("sound.md");
    await world.upload(ada, knowledgeBaseId, "queued.md", "still to be prepared");
    const report = await look();
    expect(foundIn(report)).toEqual({});
    expect(report).toMatchObject({ left: 0, checked: { versions: 2, files: 3 } });
    expect(report.checked.indexEntries).toBeGreaterThan(0);
    await prepareAll();
  });

  test.each([
    [
      "lost its index entries",
      sql`delete from chunk_index where document_id = `,
      { incomplete_versions: 1, wrong_statistics: 1 },
    ],
    ["lost a passage", sql`delete from chunks where ordinal = 0 and document_id = `, { incomplete_versions: 1 }],
    ["was never switched to", sql`update documents set current_version_id = null where id = `, { misled_documents: 1 }],
  ])("a document that %s is prepared again, and found again", async (what, damage, expected) => {
    const document = await ready(`${what.replaceAll(" ", "-")}.md`);
    await world.database.execute(sql`${damage}${document.id}`);
    const before = await look();
    expect(foundIn(before)).toEqual(expected);
    expect(before.left).toBe(Object.keys(expected).length);
    expect((await look(true)).left).toBe(0);
    await prepareAll();
    const after = await look();
    expect([foundIn(after), after.left]).toEqual([{}, 0]);
    expect(await isFound(document.name)).toBe(true);
  });

  test("entries of a version that is gone, files of none and wrong statistics are put right", async () => {
    const document = await ready("goes.md");
    await world.database.execute(sql`delete from documents where id = ${document.id}`);
    await world.files.write(streamOf("an orphan"), files);
    await world.database.execute(sql`update term_statistics set chunk_count = chunk_count + 1`);
    expect(foundIn(await look())).toEqual({ stray_index_versions: 1, unused_files: 3, wrong_statistics: 1 });
    const report = await look(true);
    expect(report.left).toBe(0);
    expect(foundIn(await look(true))).toEqual({});
  });

  test("a lost text is read again; a lost original cannot be, and is reported until it is uploaded again", async () => {
    const document = await ready("read.md");
    const [kept] = (
      (await world.database.execute(sql`
        select text_file_key as key from document_versions where document_id = ${document.id}`)) as unknown as {
        rows: { key: string }[];
      }
    ).rows;
    await world.files.remove(kept?.key ?? "");
    expect(foundIn(await look(true))).toEqual({ versions_without_text: 1 });
    await prepareAll();
    expect(foundIn(await look())).toEqual({});
    const [version] = (
      (await world.database.execute(sql`
        select id, file_key as key from document_versions where document_id = ${document.id}`)) as unknown as {
        rows: { id: string; key: string }[];
      }
    ).rows;
    await world.files.remove(version?.key ?? "");
    const report = await look(true);
    expect(report).toMatchObject({ left: 1, findings: { versions_without_file: { found: 1, mended: 0 } } });
    expect(report.findings.versions_without_file.examples).toEqual([version?.id]);
    await world.upload(ada, knowledgeBaseId, "the same.md", sampleMarkdown("read.md", 3));
    await prepareAll();
    expect((await look()).left).toBe(0);
  });

  test("while people work nothing of theirs is taken for damage", async () => {
    const worker = await world.startWorker();
    let isWorking = true;
    const working = (async () => {
      for (let round = 0; isWorking; round += 1) {
        const document = await world.ingest(
          ada,
          knowledgeBaseId,
          `busy-${round % 3}.md`,
          sampleMarkdown(`${round}`, 2),
        );
        if (round % 2 === 1) {
          await world.knowledge.deleteDocument(ada, { knowledgeBaseId, documentId: document.id });
        }
      }
    })();
    try {
      for (let round = 0; round < 3; round += 1) {
        const report = await world.knowledge.reconcile({ repair: true, soleProcess: false, signal: forever });
        expect(foundIn(report)).toEqual({});
      }
    } finally {
      isWorking = false;
      await working;
      await worker.stop(1);
    }
    expect(foundIn(await look())).toEqual({});
  });
});
