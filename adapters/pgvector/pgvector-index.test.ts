import { newId, rowsOf } from "@eai/modules/kernel";
import type { IndexEntry } from "@eai/modules/knowledge";
import { createTestDatabase, type TestDatabase } from "@eai/platform/testing";
import { sql } from "drizzle-orm";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { describeVectorIndex } from "../../modules/knowledge/vector-index.conformance.ts";
import { createPgvectorIndex } from "./pgvector-index.ts";

describeVectorIndex("pgvector", async () => {
  const { database, close } = await createTestDatabase();
  return { database, index: createPgvectorIndex({ database }), close };
});

describe("statistics of the index", () => {
  let test: TestDatabase;
  beforeAll(async () => {
    test = await createTestDatabase();
  });
  afterAll(() => test.close());

  const steps = fc.array(
    fc.record({
      version: fc.integer({ min: 0, max: 4 }),
      knowledgeBase: fc.integer({ min: 0, max: 1 }),
      language: fc.constantFrom("en", "de", null),
      /** The terms of each chunk; null removes the version. */
      chunks: fc.option(fc.array(fc.uniqueArray(fc.integer({ min: 1, max: 8 }), { maxLength: 5 }), { maxLength: 4 })),
    }),
    { maxLength: 12 },
  );

  it("are exactly what a count of the chunks gives, whatever was put in and taken out", async () => {
    const { database } = test;
    const index = createPgvectorIndex({ database });
    await fc.assert(
      fc.asyncProperty(steps, async (sequence) => {
        const run = newId("kb");
        for (const { version, knowledgeBase, language, chunks } of sequence) {
          // A version never moves: its knowledge base follows from its number.
          const place = (version + knowledgeBase) % 2;
          const versionId = `${run}:v${version}:${place}`;
          await database.transaction(async (transaction) => {
            if (chunks === null) return index.remove(transaction, [versionId]);
            const target = { versionId, documentId: "doc", knowledgeBaseId: `${run}:${place}`, language };
            await index.replace(transaction, target, null, chunks.map(toEntry));
          });
        }
        await expectExact(run);
      }),
      { numRuns: 25 },
    );
  });

  function toEntry(terms: readonly number[]): IndexEntry {
    const counts = new Map(terms.map((term) => [term, 1 + (term % 3)]));
    const termCount = [...counts.values()].reduce((sum, count) => sum + count, 0);
    return { chunkId: newId("chk"), terms: counts, termCount, embedding: null };
  }

  async function expectExact(run: string): Promise<void> {
    const ofRun = sql`knowledge_base_id like ${`${run}:%`}`;
    const kept = await rowsOf(
      test.database,
      sql`select knowledge_base_id, term, chunk_count from term_statistics where ${ofRun} order by 1, 2`,
    );
    const counted = await rowsOf(
      test.database,
      sql`select knowledge_base_id, term, count(*)::int as chunk_count from chunk_index, unnest(terms) as term
        where ${ofRun} group by 1, 2 order by 1, 2`,
    );
    expect(kept).toEqual(counted);
    const keptTotals = await rowsOf(
      test.database,
      sql`select knowledge_base_id, language, chunk_count, term_total::int from index_statistics where ${ofRun} order by 1, 2`,
    );
    const countedTotals = await rowsOf(
      test.database,
      sql`select knowledge_base_id, language, count(*)::int as chunk_count, sum(term_count)::int as term_total
        from chunk_index where ${ofRun} group by 1, 2 order by 1, 2`,
    );
    expect(keptTotals).toEqual(countedTotals);
  }
});
