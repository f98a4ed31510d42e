import { intArrayColumn } from "@eai/modules/kernel";
import { customType, index, integer, pgTable, primaryKey, text } from "drizzle-orm/pg-core";

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
    embeddingModel: text("embedding_model"),
    embedding: anyVector("embedding"),
  },
  (table) => [
    index("chunk_index_version").on(table.versionId),
    index("chunk_index_knowledge_base").on(table.knowledgeBaseId),
    index("chunk_index_terms").using("gin", table.terms),
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

export const indexStatistics = pgTable("index_statistics", {
  knowledgeBaseId: text("knowledge_base_id").primaryKey(),
  chunkCount: integer("chunk_count").notNull(),
  termTotal: integer("term_total").notNull(),
});
