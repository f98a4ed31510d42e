import type { DocumentFailure } from "./knowledge.ts";

/** Where the same file may succeed another time; what is wrong with the file itself stays wrong. */
export const retryableFailures: readonly DocumentFailure[] = [
  "extraction_timed_out",
  "extraction_out_of_memory",
  "extraction_failed",
  "embedding_failed",
  "indexing_failed",
  "storage_failed",
  "cancelled",
  "internal_error",
];
