import { type Database, newId, type Transaction } from "@eai/modules/kernel";
import { and, asc, eq, inArray, isNull, ne, or, type SQL, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import type { StorageDependencies } from "../dependencies.ts";
import { wakeWorkers } from "../ingest/queue.ts";
import { documents, documentVersions } from "../tables.ts";
import { nextOrdinal } from "../versions.ts";
import type { ReindexRow } from "./reindex-row.ts";

const current = alias(documentVersions, "current");
const candidate = alias(documentVersions, "candidate");

/** How far a re-index is, by documents. */
export interface CandidateCounts {
  /** With a version that can be found. */
  total: number;
  /** Their candidate is complete. */
  done: number;
  failed: number;
  /** Chunks of the candidates that are complete. */
  passages: number;
}

/** The candidate of a document is made from the bytes of its current version; one made from others does not count. */
const isCandidateOf = (reindexId: SQL | string) =>
  and(
    eq(candidate.documentId, documents.id),
    sql`${candidate.reindexId} = ${reindexId}`,
    eq(candidate.contentHash, current.contentHash),
  );

/** Counts the documents of a re-index that is being built. */
export async function countCandidates(
  database: Database | Transaction,
  { id, knowledgeBaseId }: Pick<ReindexRow, "id" | "knowledgeBaseId">,
): Promise<CandidateCounts> {
  const [counts] = await database
    .select({
      total: sql<number>`count(*)::int`,
      done: sql<number>`(count(*) filter (where ${candidate.state} = 'ready'))::int`,
      failed: sql<number>`(count(*) filter (where ${candidate.state} = 'failed'))::int`,
      passages: sql<number>`coalesce(sum(${candidate.chunkCount}) filter (where ${candidate.state} = 'ready'), 0)::int`,
    })
    .from(documents)
    .innerJoin(current, eq(current.id, documents.currentVersionId))
    .leftJoin(candidate, isCandidateOf(id))
    .where(eq(documents.knowledgeBaseId, knowledgeBaseId));
  return counts ?? { total: 0, done: 0, failed: 0, passages: 0 };
}

/** What a re-index that is no longer built made: the versions that were switched to and are still there. */
export async function countMade(database: Database, reindexId: string): Promise<CandidateCounts> {
  const [made] = await database
    .select({
      done: sql<number>`count(*)::int`,
      passages: sql<number>`coalesce(sum(${documentVersions.chunkCount}), 0)::int`,
    })
    .from(documentVersions)
    .where(and(eq(documentVersions.reindexId, reindexId), eq(documentVersions.state, "ready")));
  const { done, passages } = made ?? { done: 0, passages: 0 };
  return { total: done, done, failed: 0, passages };
}

/** So many candidates are made at once, and the next when so few of them are left: a transaction of thousands takes long. */
const mostAtOnce = 200;
const refillBelow = 100;

/** How many candidates wait or are being prepared. */
async function countOpen(database: Database | Transaction, reindexId: string): Promise<number> {
  const [open] = await database
    .select({ count: sql<number>`count(*)::int` })
    .from(documentVersions)
    .where(and(eq(documentVersions.reindexId, reindexId), sql`${documentVersions.state} not in ('ready', 'failed')`));
  return open?.count ?? 0;
}

/** Whether there is nothing to decide about a re-index: enough of its candidates are still to be prepared. */
export async function isBusy(database: Database, reindexId: string): Promise<boolean> {
  return (await countOpen(database, reindexId)) >= refillBelow;
}

/**
 * Makes candidates for documents that have none, in the caller's transaction, which holds the knowledge base: a few at a
 * time, the rest as these are done. Doing it again changes nothing.
 * @returns how many are waiting or being prepared now
 */
export async function addCandidates(
  { queue }: Pick<StorageDependencies, "queue">,
  transaction: Transaction,
  { id, knowledgeBaseId }: Pick<ReindexRow, "id" | "knowledgeBaseId">,
): Promise<number> {
  const count = await countOpen(transaction, id);
  if (count >= refillBelow) return count;
  const missing = await transaction
    .select({ documentId: documents.id, current })
    .from(documents)
    .innerJoin(current, eq(current.id, documents.currentVersionId))
    .leftJoin(candidate, isCandidateOf(id))
    .where(and(eq(documents.knowledgeBaseId, knowledgeBaseId), isNull(candidate.id)))
    .orderBy(asc(documents.id))
    .limit(mostAtOnce - count);
  for (const { documentId, current: from } of missing) {
    const versionId = newId("ver");
    await transaction.insert(documentVersions).values({
      id: versionId,
      documentId,
      knowledgeBaseId,
      reindexId: id,
      ordinal: await nextOrdinal(transaction, documentId),
      number: from.number,
      contentHash: from.contentHash,
      fileKey: from.fileKey,
      mediaType: from.mediaType,
      sizeBytes: from.sizeBytes,
      uploadedAt: from.uploadedAt,
      state: "queued",
    });
  }
  if (missing.length > 0) await wakeWorkers(queue, transaction);
  return count + missing.length;
}

/** Uploads that are being prepared begin again: with the settings that are in use from now on. */
export async function restartUnfinished(
  { queue }: Pick<StorageDependencies, "queue">,
  transaction: Transaction,
  knowledgeBaseId: string,
): Promise<void> {
  const restarted = await transaction
    .update(documentVersions)
    .set({
      // The higher number fences the worker that holds it.
      attempt: sql`${documentVersions.attempt} + 1`,
      tries: sql`greatest(${documentVersions.tries} - 1, 0)`,
      state: "queued",
      progress: 0,
      leaseExpiresAt: null,
      updatedAt: new Date(),
    })
    .where(
      and(
        eq(documentVersions.knowledgeBaseId, knowledgeBaseId),
        isNull(documentVersions.reindexId),
        ne(documentVersions.state, "ready"),
        ne(documentVersions.state, "failed"),
        or(ne(documentVersions.state, "queued"), sql`${documentVersions.leaseExpiresAt} is not null`),
      ),
    )
    .returning({ id: documentVersions.id });
  if (restarted.length > 0) await wakeWorkers(queue, transaction);
}

/** Removes the candidates of a re-index that are not complete: whoever prepares one finds it gone. */
export async function stopUnfinished(
  { index }: Pick<StorageDependencies, "index">,
  transaction: Transaction,
  reindexId: string,
): Promise<void> {
  const unfinished = await transaction
    .select({ id: documentVersions.id })
    .from(documentVersions)
    .where(and(eq(documentVersions.reindexId, reindexId), ne(documentVersions.state, "ready")))
    .orderBy(asc(documentVersions.id))
    .for("update");
  if (unfinished.length === 0) return;
  const ids = unfinished.map(({ id }) => id);
  await index.remove(transaction, ids);
  await transaction.delete(documentVersions).where(inArray(documentVersions.id, ids));
}
