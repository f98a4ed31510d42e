import fc from "fast-check";
import { expect, test } from "vitest";
import type { Passage } from "./passages.ts";
import { type Neighbour, surroundingsOf } from "./surroundings.ts";

const path = fc.constantFrom([], ["Guide"], ["Guide", "Leave"], ["Guide", "Leave", "Forms"], ["Guide", "Travel"]);

/** Passages of one version, one behind the other with blanks between them. */
const version = fc.array(fc.record({ length: fc.integer({ min: 1, max: 400 }), path }), { minLength: 1, maxLength: 9 });

function neighboursOf(entries: readonly { length: number; path: readonly string[] }[]): Neighbour[] {
  let offset = 0;
  return entries.map(({ length, path }, ordinal) => {
    const start = offset;
    offset = start + length + 2;
    const place = { start, end: start + length, pageFrom: null, pageTo: null };
    return { ...place, chunkId: `c${ordinal}`, versionId: "v", ordinal, headingPath: [...path], tokenCount: length };
  });
}

function passageOf({ chunkId, versionId, start, end, headingPath }: Neighbour): Passage {
  return {
    chunkId,
    versionId,
    start,
    end,
    headingPath,
    documentId: "d",
    documentName: "guide.md",
    version: 1,
    knowledgeBaseId: "k",
    text: "x".repeat(end - start),
    pageFrom: null,
    pageTo: null,
    pageKind: null,
    language: null,
    score: 1,
    scores: { dense: null, lexical: null, fused: 1, rerank: null },
    model: null,
    coverage: 1,
    minimumSimilarity: null,
    mergedFrom: [chunkId],
    relevant: true,
  };
}

test("what is around a passage is one run of its section, within the room, without what stands elsewhere", () => {
  fc.assert(
    fc.property(
      version,
      fc.nat(),
      fc.nat({ max: 600 }),
      fc.array(fc.nat({ max: 8 })),
      (entries, pick, mostTokens, others) => {
        const all = neighboursOf(entries);
        const own = all[pick % all.length];
        if (!own) return;
        const taken = new Set(others.map((ordinal) => `c${ordinal}`));
        const passage = passageOf(own);
        const place = surroundingsOf(passage, own.tokenCount, all, { belowTokens: 120, mostTokens }, taken);
        if (place === null) return;
        expect(place.start).toBeLessThanOrEqual(own.start);
        expect(place.end).toBeGreaterThanOrEqual(own.end);
        const inside = all.filter(({ start, end }) => start >= place.start && end <= place.end);
        expect(inside.map(({ chunkId }) => chunkId).toSorted()).toEqual([...place.mergedFrom].toSorted());
        expect(inside.reduce((sum, { tokenCount }) => sum + tokenCount, 0)).toBeLessThanOrEqual(mostTokens);
        for (const { chunkId, headingPath } of inside) {
          expect(chunkId === own.chunkId || !taken.has(chunkId)).toBe(true);
          const common = Math.min(headingPath.length, own.headingPath.length);
          expect(headingPath.slice(0, common)).toEqual(own.headingPath.slice(0, common));
        }
      },
    ),
  );
});

test("a passage that is long enough stays, and sections beside it stay out", () => {
  const [long, leave, travel] = neighboursOf([
    { length: 200, path: ["Guide"] },
    { length: 20, path: ["Guide", "Leave"] },
    { length: 20, path: ["Guide", "Travel"] },
  ]);
  if (!long || !leave || !travel) throw new Error("three passages");
  const all = [long, leave, travel];
  const room = { belowTokens: 120, mostTokens: 320 };
  expect(surroundingsOf(passageOf(long), 200, all, room, new Set())).toBeNull();
  expect(surroundingsOf(passageOf(leave), 20, all, room, new Set())?.mergedFrom).toEqual(["c1", "c0"]);
  expect(surroundingsOf(passageOf(leave), 20, all, { ...room, mostTokens: 100 }, new Set())).toBeNull();
  const onPage = (pageFrom: number) => ({ ...long, pageFrom, pageTo: pageFrom });
  const onSecond = { ...passageOf(leave), pageFrom: 2, pageTo: 2 };
  const found = (page: number) =>
    surroundingsOf(onSecond, 20, [onPage(page), { ...leave, pageFrom: 2, pageTo: 2 }], room, new Set());
  expect(found(1)).toBeNull();
  expect(found(2)?.mergedFrom).toEqual(["c1", "c0"]);
  expect(surroundingsOf({ ...passageOf(leave), versionId: "other" }, 20, all, room, new Set())).toBeNull();
});
