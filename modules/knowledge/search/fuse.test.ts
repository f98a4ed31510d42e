import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fuse } from "./fuse.ts";
import { isRelevant, minimumSimilarity } from "./relevance.ts";

const lexical = (chunkId: string, score: number) => ({ chunkId, score, coverage: 0.5 });
const dense = (chunkId: string, score: number) => ({ chunkId, score, model: "any" });

describe("fuse", () => {
  it("keeps the order of words when there is no dense ranking", () => {
    const hits = fuse({ lexical: [lexical("a", 9), lexical("b", 5), lexical("c", 1)], dense: null });
    expect(hits.map(({ chunkId }) => chunkId)).toEqual(["a", "b", "c"]);
    expect(hits[0]).toMatchObject({ score: 1, lexical: 9, dense: null });
    expect(hits[2]?.score).toBeGreaterThan(0);
  });

  it("puts what both found before what one found", () => {
    const hits = fuse({
      lexical: [lexical("word", 10), lexical("both", 9), lexical("last", 1)],
      dense: [dense("meaning", 0.8), dense("both", 0.78), dense("far", 0.1)],
    });
    expect(hits[0]).toMatchObject({ chunkId: "both", dense: 0.78, lexical: 9 });
    // Of equal score: what the words found goes first.
    expect(hits[1]).toMatchObject({ chunkId: "word", dense: null, model: null });
    expect(hits[2]).toMatchObject({ chunkId: "meaning", lexical: null, coverage: 0 });
  });

  it("keeps every chunk once with a score from 0 to 1", () => {
    const rankings = fc.uniqueArray(
      fc.record({ chunkId: fc.string({ maxLength: 2 }), score: fc.double({ noNaN: true, min: -1, max: 50 }) }),
      {
        selector: ({ chunkId }) => chunkId,
      },
    );
    fc.assert(
      fc.property(rankings, fc.option(rankings), (words, meanings) => {
        const hits = fuse({
          lexical: words.map((hit) => ({ ...hit, coverage: 0 })),
          dense: meanings?.map((hit) => ({ ...hit, model: "any" })) ?? null,
        });
        const ids = new Set([...words, ...(meanings ?? [])].map(({ chunkId }) => chunkId));
        expect(new Set(hits.map(({ chunkId }) => chunkId))).toEqual(ids);
        expect(hits).toHaveLength(ids.size);
        for (const { score } of hits) expect(score >= 0 && score <= 1 + 1e-9).toBe(true);
      }),
    );
  });

  it("stays within 0 and 1 where scores differ by the least there is", () => {
    const hits = fuse({ lexical: [lexical("a", -5e-324), lexical("b", 0)], dense: null });
    expect(hits.map(({ score }) => score)).toEqual([1, 0.05]);
  });

  it("is empty for nothing", () => {
    expect(fuse({ lexical: [], dense: [] })).toEqual([]);
  });
});

describe("isRelevant", () => {
  it.each<[number | null, number, [model: string, dimensions: number] | null, boolean]>([
    [null, 0.9, null, true],
    [null, 0.1, null, false],
    [0.22, 0, ["text-embedding-3-small", 1536], true],
    [0.15, 0, ["text-embedding-3-large", 1536], false],
    [0.22, 0, ["text-embedding-3-small", 256], false],
    [0.7, 0, ["text-embedding-ada-002", 1536], false],
    [0.7, 0, ["intfloat/multilingual-e5-large", 1024], false],
    [0.25, 0, ["another-model", 512], false],
    [0.9, 0, null, false],
  ])("cosine %s and coverage %s with %s: %s", (dense, coverage, model, relevant) => {
    expect(isRelevant({ dense, coverage }, model && minimumSimilarity(...model))).toBe(relevant);
  });
});
