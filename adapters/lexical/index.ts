export { averageTermCount, sparseText, termWeights, weightLimit } from "./bm25.ts";
export { coverageOf, type Frequencies, questionWeights, readFrequencies, wordWeight } from "./question-weights.ts";
export { recountStatistics } from "./recount.ts";
export {
  addToStatistics,
  countTerms,
  forgetVersions,
  lockStatistics,
  readLanguages,
  readTotals,
  removeVersions,
} from "./statistics.ts";
export type { MovableIndex, StoredChunk, StoredVersion } from "./stored-version.ts";
