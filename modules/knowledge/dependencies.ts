import type { Database, JobQueue, Log } from "@eai/modules/kernel";
import type { FileStore } from "./file-store.ts";
import type { VectorIndex } from "./vector-index.ts";

/** What the verbs of documents and knowledge bases stand on. */
export interface StorageDependencies {
  database: Database;
  files: FileStore;
  index: VectorIndex;
  queue: JobQueue;
  log: Log;
  /** Largest upload. */
  uploadLimitBytes: number;
}
