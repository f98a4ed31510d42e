import { createMovablePgvector, createPgvectorIndex } from "@eai/adapters/pgvector";
import { createQdrantIndex, type QdrantIndex } from "@eai/adapters/qdrant";
import { type Database, type Log, rowsOf } from "@eai/modules/kernel";
import type { VectorIndex } from "@eai/modules/knowledge";
import { sql } from "drizzle-orm";
import type { Config } from "./config.ts";
import { moveIndex } from "./move-index.ts";
import type { Secrets } from "./secrets.ts";

export interface OpenedIndex {
  index: VectorIndex;
  /** Of the server the index is on; null where it is the database. */
  check: (() => Promise<void>) | null;
  /** Takes over what only the other index has: documents that came between a move and the start with the new index. */
  catchUp(signal: AbortSignal): Promise<void>;
}

interface Parts {
  database: Database;
  log: Log;
}

/** The index the configuration names. A server that does not answer is waited for while the platform runs. */
export function openIndex(
  config: Config["index"],
  secrets: Pick<Secrets, "qdrantApiKey">,
  { database, log, serverUrl }: Parts & { serverUrl: string | undefined },
): OpenedIndex {
  if (config.kind === "pgvector") {
    return {
      index: createPgvectorIndex({ database, serverUrl }),
      check: null,
      catchUp: () => warnOfOthers(database, log),
    };
  }
  const index = openQdrant(config, secrets, { database, log });
  return {
    index,
    check: () => index.check(),
    async catchUp(signal) {
      const { versions } = await moveIndex({
        from: createMovablePgvector({ database }),
        to: index.movable,
        verify: false,
        signal,
      });
      if (versions > 0) log.info({ versions }, "what was only in the database's index was put into Qdrant");
    },
  };
}

export function openQdrant(
  config: Extract<Config["index"], { kind: "qdrant" }>,
  { qdrantApiKey }: Pick<Secrets, "qdrantApiKey">,
  parts: Parts,
): QdrantIndex {
  const { kind: _, ...settings } = config;
  return createQdrantIndex({ ...parts, settings: { ...settings, apiKey: qdrantApiKey } });
}

async function warnOfOthers(database: Database, log: Log): Promise<void> {
  const [row] = await rowsOf<{ count: number }>(
    database,
    sql`select count(*)::int as count from index_versions v
      where not exists (select from chunk_index c where c.version_id = v.version_id)`,
  );
  const versions = row?.count ?? 0;
  if (versions === 0) return;
  log.warn(
    { versions },
    "documents are only in Qdrant, which is not configured, and are not found. Run npm run reindex -- --to pgvector with QDRANT_URL set, or npm run reconcile -- --repair",
  );
}
