import { plural } from "./plural.ts";

const stages = {
  embed: "Question turned into numbers",
  index: "Searched by words and meaning",
  rerank: "Put in order by the reranking model",
  read: "Passages read",
  shape: "Merged and cut to what was asked",
};

const reasons = {
  duplicate: "says the same as another passage",
  merged: "joined with its neighbour",
  document_limit: "enough other passages of this document",
  beyond_limit: "less fitting than those above",
};

/** Trying a search, and why it found what it found. */
export const search = {
  label: "Search this knowledge base",
  placeholder: "Type a question or a few words",
  run: "Search",
  kind: "Kind of file",
  anyKind: "All kinds of file",
  fromCache: "Found by an earlier search for the same question.",
  again: "Search again",
  lead: "See which passages an answer would be based on.",
  none: "No passage matches. Try other words.",
  summary: (count: number, milliseconds: number, mode: "hybrid" | "keyword") =>
    `${plural(count, "passage", "passages")} in ${Math.max(1, Math.round(milliseconds))} ms · ${mode === "hybrid" ? "meaning and keywords" : "keywords only"}`,
  dense: "Meaning",
  lexical: "Keywords",
  fused: "Both",
  rerank: "Reranked",
  evidence: "An answer may use it",
  noEvidence: "Too far from the question for an answer",
  why: "Why these passages",
  words: "Words of the question",
  wordMatched: (weight: string) => `found, weight ${weight}`,
  wordMissing: "not found",
  similarity: (model: string, minimum: string, best: string | null) =>
    best === null
      ? `By meaning (${model}) nothing was near.`
      : `Nearest by meaning (${model}): ${best}; from ${minimum} on a passage is near enough.`,
  coverage: (percent: string) => `By words alone, ${percent} of the question's weight must stand in a passage.`,
  stages,
  stageOutcomes: { done: "", skipped: "left out", failed: "failed" },
  dropped: (count: number) => `${plural(count, "other passage was", "other passages were")} found and left out`,
  times: (sentence: string, count: number) => `${sentence} (${count.toLocaleString("en")} passages)`,
  reasons,

  settings: "Search",
  rerankSetting: "Put passages in order with the reranking model",
  rerankHint: "Where one is set up. Its server is sent the passages found.",
  minimum: "Least similarity of meaning",
  minimumHint: "0 to 1. Empty: as measured for the embedding model.",
  minimumWrong: "A number from 0 to 1.",
};
