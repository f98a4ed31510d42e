import type { DocumentFailure, DocumentState } from "@eai/contract";
import type { Transaction } from "@eai/modules/kernel";
import { and, eq, inArray, isNotNull, lt, ne, or, sql } from "drizzle-orm";
import { settingsOfVersion } from "../reindex/version-settings.ts";
import { fileColumns, keysOf } from "../stored-files.ts";
import { chunks, documents, documentVersions, knowledgeBases } from "../tables.ts";
import type { VectorIndex } from "../vector-index.ts";
import type { VersionRow } from "../versions.ts";
import { OvertakenError, type VersionChanges, writeFenced } from "./attempt.ts";

/**
 * Makes a complete version the current one and removes those before it, with what was found through them, in the
 * caller's transaction: readers see the old one or the new one, never both and never none. A candidate of a re-index is
 * complete without becoming current: that is for the switch to do.
 * @param facts what the document turned out to be
 * @param write what is still to be stored with it
 * @returns keys of files that may be without a version now
 * @throws OvertakenError
 */
export async function publishVersion(
  transaction: Transaction,
  index: VectorIndex,
  version: Pick<VersionRow, "id" | "documentId" | "knowledgeBaseId" | "ordinal" | "attempt" | "reindexId">,
  facts: VersionChanges,
  write: (transaction: Transaction) => Promise<void> = async () => {},
): Promise<string[]> {
  const isCandidate = version.reindexId !== null;
  // The first lock, also for a candidate: a switch or a cancellation comes before or after this, not in between.
  const [knowledgeBase] = await transaction
    .update(knowledgeBases)
    .set({ revision: sql`${knowledgeBases.revision} + ${isCandidate ? 0 : 1}::int` })
    .where(eq(knowledgeBases.id, version.knowledgeBaseId))
    .returning({ id: knowledgeBases.id });
  if (knowledgeBase === undefined) throw new OvertakenError("The knowledge base is gone.");
  const complete = {
    ...facts,
    state: "ready",
    progress: 1,
    activity: null,
    leaseExpiresAt: null,
    readyAt: new Date(),
  } as const;
  const fence = { versionId: version.id, attempt: version.attempt };
  if (isCandidate) {
    const settings = await settingsOfVersion(transaction, version);
    if (settings === undefined) throw new OvertakenError("The re-index is over.");
    await writeFenced(transaction, fence, complete, { unfinished: true });
    await write(transaction);
    return [];
  }
  await transaction
    .update(documents)
    .set({ currentVersionId: version.id, updatedAt: new Date() })
    .where(eq(documents.id, version.documentId));
  await writeFenced(transaction, fence, complete, { unfinished: true });
  await write(transaction);
  return removeReplaced(transaction, index, version);
}

/** All that a new version takes the place of: those before it, retired ones among them, and candidates made from those. */
async function removeReplaced(
  transaction: Transaction,
  index: VectorIndex,
  { id, documentId, ordinal }: Pick<VersionRow, "id" | "documentId" | "ordinal">,
): Promise<string[]> {
  const replaced = await transaction
    .select({ id: documentVersions.id, ...fileColumns })
    .from(documentVersions)
    .where(
      and(
        eq(documentVersions.documentId, documentId),
        ne(documentVersions.id, id),
        or(lt(documentVersions.ordinal, ordinal), isNotNull(documentVersions.reindexId)),
      ),
    )
    .orderBy(documentVersions.id)
    .for("update");
  if (replaced.length === 0) return [];
  const ids = replaced.map((row) => row.id);
  await index.remove(transaction, ids);
  await transaction.delete(documentVersions).where(inArray(documentVersions.id, ids));
  return keysOf(replaced);
}

export interface Failure {
  code: DocumentFailure;
  /** What was wrong and what to do, for the person who uploaded it. */
  reason: string;
  stage: DocumentState;
}

/** Ends a version as failed and removes the half it had made. @throws OvertakenError */
export async function failVersion(
  transaction: Transaction,
  index: VectorIndex,
  version: Pick<VersionRow, "id" | "attempt">,
  failure: Failure,
): Promise<void> {
  await writeFenced(
    transaction,
    { versionId: version.id, attempt: version.attempt },
    {
      state: "failed",
      failureCode: failure.code,
      failureReason: failure.reason,
      failureStage: failure.stage,
      activity: null,
      leaseExpiresAt: null,
      chunkCount: 0,
    },
    { unfinished: true },
  );
  await index.remove(transaction, [version.id]);
  await transaction.delete(chunks).where(eq(chunks.versionId, version.id));
}
