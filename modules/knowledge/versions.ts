import type { DocumentState } from "@eai/contract";
import { newId, type Transaction } from "@eai/modules/kernel";
import { and, eq, getTableColumns, inArray, isNull, max, ne, sql } from "drizzle-orm";
import type { StorageDependencies } from "./dependencies.ts";
import { wakeWorkers } from "./ingest/queue.ts";
import { fileColumns, keysOf } from "./stored-files.ts";
import { documents, documentVersions } from "./tables.ts";

export type DocumentRow = typeof documents.$inferSelect;
export type VersionRow = typeof documentVersions.$inferSelect;

/** What an upload brings: bytes that are in the store, and what they are. */
export interface StoredContent {
  contentHash: string;
  fileKey: string;
  mediaType: string;
  sizeBytes: number;
  /** Left out: now. */
  uploadedAt?: Date;
}

export function isFinished(state: DocumentState): boolean {
  return state === "ready" || state === "failed";
}

/**
 * The newest version, complete or not; candidates of a re-index are none. The document is to be locked by the caller.
 */
export async function latestVersion(transaction: Transaction, documentId: string): Promise<VersionRow | undefined> {
  const [row] = await transaction
    .select(getTableColumns(documentVersions))
    .from(documentVersions)
    .innerJoin(documents, eq(documents.latestVersionId, documentVersions.id))
    .where(eq(documents.id, documentId));
  return row;
}

/** Above all there are, candidates included. */
export async function nextOrdinal(transaction: Transaction, documentId: string): Promise<number> {
  const [row] = await transaction
    .select({ highest: max(documentVersions.ordinal) })
    .from(documentVersions)
    .where(eq(documentVersions.documentId, documentId));
  return (row?.highest ?? 0) + 1;
}

/**
 * Adds a version that becomes the current one once it is complete, and its job. Failed ones before it are forgotten:
 * nobody can see them any more.
 * @param before the newest version so far; undefined for a new document
 * @returns keys of files that may be without a version now
 */
export async function addVersion(
  { queue }: Pick<StorageDependencies, "queue">,
  transaction: Transaction,
  document: Pick<DocumentRow, "id" | "knowledgeBaseId">,
  content: StoredContent,
  before: VersionRow | undefined,
  versionId = newId("ver"),
): Promise<string[]> {
  const { contentHash, fileKey, mediaType, sizeBytes, uploadedAt } = content;
  await transaction.insert(documentVersions).values({
    contentHash,
    fileKey,
    mediaType,
    sizeBytes,
    ...(uploadedAt ? { uploadedAt } : {}),
    id: versionId,
    documentId: document.id,
    knowledgeBaseId: document.knowledgeBaseId,
    ordinal: before === undefined ? 1 : await nextOrdinal(transaction, document.id),
    number: before === undefined ? 1 : before.number + (before.contentHash === contentHash ? 0 : 1),
    state: "queued",
  });
  await wakeWorkers(queue, transaction);
  if (before === undefined) return [];
  await transaction
    .update(documents)
    .set({ latestVersionId: versionId, updatedAt: sql`now()` })
    .where(eq(documents.id, document.id));
  const forgotten = await transaction
    .delete(documentVersions)
    .where(
      and(
        eq(documentVersions.documentId, document.id),
        eq(documentVersions.state, "failed"),
        ne(documentVersions.id, versionId),
        // Those of a re-index are counted and tried again by it.
        isNull(documentVersions.reindexId),
      ),
    )
    .returning(fileColumns);
  return keysOf(forgotten);
}

/** Puts failed versions back in the queue as if they had just come; the vectors they had already are kept. */
export async function queueAgain(transaction: Transaction, versionIds: readonly string[]): Promise<void> {
  await transaction
    .update(documentVersions)
    .set({
      attempt: sql`${documentVersions.attempt} + 1`,
      tries: 0,
      state: "queued",
      progress: 0,
      activity: null,
      startedAt: null,
      failureCode: null,
      failureReason: null,
      failureStage: null,
      leaseExpiresAt: null,
      updatedAt: new Date(),
    })
    .where(and(inArray(documentVersions.id, [...versionIds]), eq(documentVersions.state, "failed")));
}
