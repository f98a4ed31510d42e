import { createPgvectorIndex } from "@eai/adapters/pgvector";
import { createQdrantIndex } from "@eai/adapters/qdrant";
import type { Database, Log } from "@eai/modules/kernel";
import type { VectorIndex } from "@eai/modules/knowledge";
import type { Config } from "./config.ts";
import type { Secrets } from "./secrets.ts";

export interface OpenedIndex {
  index: VectorIndex;
  /** Of the server the index is on; null where it is the database. */
  check: (() => Promise<void>) | null;
}

/** The index the configuration names. A server that does not answer is waited for while the platform runs. */
export function openIndex(
  config: Config["index"],
  secrets: Pick<Secrets, "qdrantApiKey">,
  parts: { database: Database; log: Log; serverUrl: string | undefined },
): OpenedIndex {
  if (config.kind === "pgvector") return { index: createPgvectorIndex(parts), check: null };
  const { kind: _, ...settings } = config;
  const index = createQdrantIndex({
    database: parts.database,
    log: parts.log,
    settings: { ...settings, apiKey: secrets.qdrantApiKey },
  });
  return { index, check: () => index.check() };
}
