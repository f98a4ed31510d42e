import { type Database, rowsOf, textArray } from "@eai/modules/kernel";
import type { VectorIndex } from "@eai/modules/knowledge";
import { sql } from "drizzle-orm";
import { createApproximateIndexes, maintainApproximateIndexes } from "./approximate-index.ts";
import { searchDense } from "./dense-search.ts";
import { searchLexical } from "./lexical-search.ts";
import { removeVersions, replaceVersion } from "./write-index.ts";

export interface PgvectorIndexDependencies {
  database: Database;
  /** An embedded one gets no approximate indexes. Default: embedded. */
  kind?: "embedded" | "server";
}

/** The index in the platform's own database: BM25 through sparse vectors, embeddings beside them. */
export function createPgvectorIndex({ database, kind = "embedded" }: PgvectorIndexDependencies): VectorIndex {
  const indexes = createApproximateIndexes(database);
  return {
    replace: replaceVersion,
    remove: removeVersions,
    maintain: () => maintainApproximateIndexes(database, kind),
    async vectors(chunkIds) {
      const rows = await rowsOf<{ id: string; embedding: string }>(
        database,
        sql`select chunk_id as id, embedding::text from chunk_index
          where chunk_id = any(${textArray(chunkIds)}) and embedding is not null`,
      );
      return new Map(rows.map(({ id, embedding }) => [id, JSON.parse(embedding) as number[]]));
    },
    async languages(knowledgeBaseIds) {
      const rows = await rowsOf<{ language: string }>(
        database,
        sql`select distinct language from index_statistics where knowledge_base_id = any(${textArray(knowledgeBaseIds)})`,
      );
      return rows.map(({ language }) => (language === "" ? null : language));
    },
    async search(context, query) {
      const [lexical, dense] = await Promise.all([
        searchLexical(context, database, query),
        searchDense(context, database, indexes, query),
      ]);
      return { lexical: lexical.hits, dense, wordWeights: lexical.wordWeights };
    },
  };
}
