import { expect, test } from "vitest";
import { scoreBars } from "./score-bars.ts";

const passage = (chunk_id: string, dense: number | null, lexical: number | null, rerank: number | null) => ({
  chunk_id,
  scores: { dense, lexical, fused: 0.5, rerank },
});

test("Scales of their own are kept, others are told beside the best", () => {
  const passages = [passage("chk_1", 0.8, 12, 3), passage("chk_2", null, 3, -1)];
  const report = { passages: [{ chunk_id: "chk_1", coverage: 1, minimum_similarity: 0.4, merged_from: [] }] };
  expect(scoreBars(passages[0] ?? passage("", 0, 0, 0), passages, report)).toEqual([
    { name: "dense", value: 0.8, share: 0.8, needed: 0.4 },
    { name: "lexical", value: 12, share: 1, needed: null },
    { name: "fused", value: 0.5, share: 0.5, needed: null },
    { name: "rerank", value: 3, share: 1, needed: null },
  ]);
  expect(scoreBars(passages[1] ?? passage("", 0, 0, 0), passages, undefined)).toEqual([
    { name: "lexical", value: 3, share: 0.25, needed: null },
    { name: "fused", value: 0.5, share: 0.5, needed: null },
    { name: "rerank", value: -1, share: 0, needed: null },
  ]);
});
