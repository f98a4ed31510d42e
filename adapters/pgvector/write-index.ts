import {
  addToStatistics,
  averageTermCount,
  forgetVersions,
  lockStatistics,
  readTotals,
  type StoredVersion,
  sparseText,
  termWeights,
} from "@eai/adapters/lexical";
import { intArray, type Transaction, textArray } from "@eai/modules/kernel";
import type { IndexEntry, IndexedVersion } from "@eai/modules/knowledge";
import { sql } from "drizzle-orm";

const entriesPerStatement = 100;

/**
 * Puts a version's chunks in the index in place of what it had there. The statistics count every indexed chunk, also in
 * the moment between indexing a version and making it current.
 */
export async function replaceVersion(
  transaction: Transaction,
  version: IndexedVersion,
  embeddingModel: string | null,
  entries: readonly IndexEntry[],
): Promise<void> {
  await lockStatistics(transaction, [version.knowledgeBaseId]);
  if (entries.length === 0) return forgetVersions(transaction, [version.versionId]);
  const counted = await addToStatistics(transaction, version, entries);
  // Only after an attempt that was cut off: forgetting is the dearest statement of all, also where there is nothing.
  if (counted.stoodBefore) await forgetVersions(transaction, [version.versionId]);
  const average = averageTermCount(counted.stoodBefore ? await readTotals(transaction, counted.shelf) : counted);
  for (let start = 0; start < entries.length; start += entriesPerStatement) {
    const batch = entries.slice(start, start + entriesPerStatement);
    const chunks = batch.map((entry) => ({ ...entry, weights: termWeights(entry, average) }));
    await insertChunks(transaction, { ...version, embeddingModel, chunks });
  }
}

/** Entries as they are kept, a hundred or so at a time. */
export async function insertChunks(transaction: Transaction, version: StoredVersion): Promise<void> {
  const { chunks, embeddingModel } = version;
  const sortedTerms = chunks.map(
    ({ weights }) => `{${[...weights.keys()].sort((left, right) => left - right).join(",")}}`,
  );
  const weights = chunks.map((chunk) => sparseText(chunk.weights));
  const embeddings = chunks.map(({ embedding }) => (embedding === null ? "" : `[${embedding.join(",")}]`));
  await transaction.execute(sql`
    insert into chunk_index (chunk_id, version_id, document_id, knowledge_base_id, terms, lexical, term_count, language,
      embedding_model, embedding)
    select id, ${version.versionId}, ${version.documentId}, ${version.knowledgeBaseId}, terms::int[], weights::sparsevec,
      term_count, ${version.language ?? ""}, case when embedding <> '' then ${embeddingModel}::text end,
      nullif(embedding, '')::vector
    from unnest(${textArray(chunks.map(({ chunkId }) => chunkId))}, ${textArray(sortedTerms)}, ${textArray(weights)},
      ${intArray(chunks.map(({ termCount }) => termCount))}, ${textArray(embeddings)})
      as new (id, terms, weights, term_count, embedding)
  `);
}
