import { intArrayColumn } from "@eai/modules/kernel";
import { bigint, index, integer, pgTable, text } from "drizzle-orm/pg-core";

/**
 * What was put into Qdrant, version by version, written in the transaction that made it true: which chunks count in the
 * term statistics, and by what they are taken out of them again. Qdrant itself is never asked for this.
 */
export const indexVersions = pgTable(
  "index_versions",
  {
    versionId: text("version_id").primaryKey(),
    documentId: text("document_id").notNull(),
    knowledgeBaseId: text("knowledge_base_id").notNull(),
    /** ISO 639-1 of the document; empty when it is not known. */
    language: text("language").notNull(),
    embeddingModel: text("embedding_model"),
    /** Name of the collection without the prefix. */
    collection: text("collection").notNull(),
    chunkCount: integer("chunk_count").notNull(),
    termTotal: bigint("term_total", { mode: "number" }).notNull(),
    /** Each term of the version, and in how many of its chunks it stands. */
    terms: intArrayColumn("terms").notNull(),
    termChunkCounts: intArrayColumn("term_chunk_counts").notNull(),
  },
  (table) => [index("index_versions_knowledge_base").on(table.knowledgeBaseId)],
);
