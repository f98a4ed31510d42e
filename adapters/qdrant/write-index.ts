import { addToStatistics, countTerms, forgetVersions, lockStatistics, removeVersions } from "@eai/adapters/lexical";
import { type Database, intArray, type Transaction, textArray } from "@eai/modules/kernel";
import type { IndexEntry, IndexedVersion } from "@eai/modules/knowledge";
import { sql } from "drizzle-orm";
import {
  hasExactly,
  organizationOf,
  removeOthers,
  type Target,
  targetOf,
  type UploadParts,
  uploadChunks,
  weighChunks,
} from "./upload.ts";

export interface WriteParts extends UploadParts {
  database: Database;
  /** Entries that are on the server already, by the list they were given in. */
  prepared: WeakSet<readonly IndexEntry[]>;
}

/** How long an upload may take before what it left counts as nobody's. */
export const uploadMinutes = 30;

/**
 * Uploads before the transaction. First of all the version is written down as one to be removed: from here on a search
 * leaves it out, and if nobody completes it, its points go. Completing it strikes it out again.
 */
export async function prepareVersion(
  parts: WriteParts,
  version: IndexedVersion,
  embeddingModel: string | null,
  entries: readonly IndexEntry[],
): Promise<void> {
  const { database } = parts;
  const organizationId = await organizationOf(database, version.knowledgeBaseId);
  if (organizationId === null || entries.length === 0) return;
  await markForRemoval(database, version, uploadMinutes);
  const chunks = await weighChunks(database, version.knowledgeBaseId, entries);
  await uploadChunks(parts, targetOf(embeddingModel, entries), { organizationId, version }, chunks);
  parts.prepared.add(entries);
}

/** One that counts already is found as long as it is current, and is not to vanish while it is put in again. */
export async function markForRemoval(
  database: Database,
  { versionId, knowledgeBaseId }: IndexedVersion,
  minutes: number,
): Promise<void> {
  await database.execute(sql`
    insert into index_removals (version_id, knowledge_base_id, due_at)
    select ${versionId}, ${knowledgeBaseId}, now() + make_interval(mins => ${minutes}::int)
    where not exists (select from index_versions where version_id = ${versionId})
    on conflict (version_id) do update set due_at = excluded.due_at`);
}

/** Counts a version whose points are there, or uploads what is missing. Its row is what makes it true. */
export async function replaceVersion(
  parts: WriteParts,
  transaction: Transaction,
  version: IndexedVersion,
  embeddingModel: string | null,
  entries: readonly IndexEntry[],
): Promise<void> {
  const { versionId, knowledgeBaseId } = version;
  // Waits for a removal that is under way; none can begin behind it before this transaction ends.
  await unmark(transaction, versionId);
  const organizationId = await organizationOf(transaction, knowledgeBaseId);
  const target = targetOf(embeddingModel, entries);
  const counts = organizationId !== null && entries.length > 0;
  if (counts) await bringUp(parts, transaction, { organizationId, version, target, entries });
  await lockStatistics(transaction, [knowledgeBaseId]);
  await forgetVersions(transaction, [versionId]);
  if (!counts) return markRemoved(transaction, [versionId]);
  await unmark(transaction, versionId);
  await addToStatistics(transaction, version, entries);
  await bookVersion(transaction, version, embeddingModel, target, entries);
}

async function bringUp(
  parts: WriteParts,
  transaction: Transaction,
  wanted: { organizationId: string; version: IndexedVersion; target: Target; entries: readonly IndexEntry[] },
): Promise<void> {
  const { organizationId, version, target, entries } = wanted;
  const chunkIds = entries.map(({ chunkId }) => chunkId);
  if (parts.prepared.has(entries) && (await hasExactly(parts, target, version.versionId, chunkIds))) return;
  const chunks = await weighChunks(transaction, version.knowledgeBaseId, entries);
  await uploadChunks(parts, target, { organizationId, version }, chunks);
  await removeOthers(parts, target, version, chunkIds);
}

async function bookVersion(
  transaction: Transaction,
  version: IndexedVersion,
  embeddingModel: string | null,
  { collection }: Target,
  entries: readonly IndexEntry[],
): Promise<void> {
  const { terms, chunkCounts, termTotal } = countTerms(entries);
  await transaction.execute(sql`
    insert into index_versions (version_id, document_id, knowledge_base_id, language, embedding_model, collection,
      chunk_count, term_total, terms, term_chunk_counts)
    values (${version.versionId}, ${version.documentId}, ${version.knowledgeBaseId}, ${version.language ?? ""},
      ${embeddingModel}, ${collection}, ${entries.length}::int, ${termTotal}::bigint, ${intArray(terms)},
      ${intArray(chunkCounts)})`);
}

/** Nothing happens in Qdrant before the commit; from the commit on, searches leave these out. */
export async function removeFromIndex(transaction: Transaction, versionIds: readonly string[]): Promise<void> {
  await removeVersions(transaction, versionIds);
  await markRemoved(transaction, versionIds);
}

/** Also versions nobody counts: an upload of them may have been begun. */
export async function markRemoved(transaction: Transaction, versionIds: readonly string[]): Promise<void> {
  if (versionIds.length === 0) return;
  await transaction.execute(sql`
    insert into index_removals (version_id, knowledge_base_id)
    select given.id, coalesce(v.knowledge_base_id, '') from unnest(${textArray(versionIds)}) as given (id)
    left join document_versions v on v.id = given.id
    on conflict (version_id) do update set due_at = now()`);
}

export async function unmark(transaction: Transaction, versionId: string): Promise<void> {
  await transaction.execute(sql`delete from index_removals where version_id = ${versionId}`);
}
