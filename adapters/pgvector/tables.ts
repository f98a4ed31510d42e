import { intArrayColumn } from "@eai/modules/kernel";
import { bigint, customType, index, integer, pgTable, primaryKey, text } from "drizzle-orm/pg-core";

/** A `vector` without a fixed number of dimensions: models of any size share the column. */
const anyVector = customType<{ data: number[]; driverData: string }>({
  dataType: () => "vector",
  toDriver: (value) => `[${value.join(",")}]`,
});

const sparseVector = customType<{ data: string; driverData: string }>({ dataType: () => "sparsevec(1000000000)" });

/** How chunks are found: BM25 weights as a sparse vector with its terms for the prefilter, and the embedding. */
export const chunkIndex = pgTable(
  "chunk_index",
  {
    chunkId: text("chunk_id").primaryKey(),
    versionId: text("version_id").notNull(),
    documentId: text("document_id").notNull(),
    knowledgeBaseId: text("knowledge_base_id").notNull(),
    terms: intArrayColumn("terms").notNull(),
    lexical: sparseVector("lexical").notNull(),
    termCount: integer("term_count").notNull(),
    /** ISO 639-1 of the document; empty when it is not known. Its terms are stems of this language. */
    language: text("language").notNull(),
    embeddingModel: text("embedding_model"),
    embedding: anyVector("embedding"),
  },
  (table) => [
    index("chunk_index_version").on(table.versionId),
    index("chunk_index_knowledge_base").on(table.knowledgeBaseId),
    index("chunk_index_document").on(table.documentId),
    // New entries go straight into the index: nothing tidies a pending list on the embedded database.
    index("chunk_index_terms").using("gin", table.terms).with({ fastupdate: false }),
  ],
);

/** In how many chunks of a knowledge base a term stands; kept exact by the writes of the index. */
export const termStatistics = pgTable(
  "term_statistics",
  {
    knowledgeBaseId: text("knowledge_base_id").notNull(),
    term: integer("term").notNull(),
    chunkCount: integer("chunk_count").notNull(),
  },
  (table) => [primaryKey({ columns: [table.knowledgeBaseId, table.term] })],
);

/** How much of each language a knowledge base holds; gives the average length of a chunk, and what to stem questions by. */
export const indexStatistics = pgTable(
  "index_statistics",
  {
    knowledgeBaseId: text("knowledge_base_id").notNull(),
    language: text("language").notNull(),
    chunkCount: integer("chunk_count").notNull(),
    termTotal: bigint("term_total", { mode: "number" }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.knowledgeBaseId, table.language] })],
);
