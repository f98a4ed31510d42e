import { type DocumentCount, type Document as DocumentOnWire, retryableFailures } from "@eai/contract";
import { recordAudit } from "@eai/modules/governance";
import { type Context, isUniqueViolation, type Transaction } from "@eai/modules/kernel";
import { and, eq, inArray, isNull, notInArray, type SQL, sql } from "drizzle-orm";
import { readsDocument } from "./access.ts";
import { authorizeKnowledgeBase } from "./authorize.ts";
import type { StorageDependencies } from "./dependencies.ts";
import { documentPath } from "./document-name.ts";
import { type DocumentReference, lockDocument } from "./documents.ts";
import { failureReasons } from "./ingest/extraction-error.ts";
import { wakesAtMost, wakeWorkers } from "./ingest/queue.ts";
import { nameTaken } from "./name-taken.ts";
import { countRevision } from "./revision.ts";
import { chunks, documents, documentVersions, knowledgeBases } from "./tables.ts";
import { queueAgain } from "./versions.ts";

export interface UpdateDocumentInput {
  tags?: string[] | undefined;
  name?: string | undefined;
}

/** What people do about documents that are being prepared, or failed. */
export interface DocumentWorkVerbs {
  /** @throws ProblemError `not_found`, `permission_denied`; `conflict` when another document has the name */
  updateDocument(context: Context, reference: DocumentReference, input: UpdateDocumentInput): Promise<DocumentOnWire>;
  /**
   * Stops preparing it: what was queued or in work ends as failed, and its worker writes nothing any more. A complete
   * version stays found. Finished, it stays as it is.
   * @throws ProblemError `not_found`, `permission_denied`
   */
  cancelDocument(context: Context, reference: DocumentReference): Promise<DocumentOnWire>;
  /** The same for all that the actor may see; gives how many. @throws ProblemError `not_found`, `permission_denied` */
  cancelDocuments(context: Context, knowledgeBaseId: string): Promise<DocumentCount>;
  /**
   * Tries again what failed for reasons that may be over; gives how many.
   * @throws ProblemError `not_found`, `permission_denied`
   */
  retryDocuments(context: Context, knowledgeBaseId: string): Promise<DocumentCount>;
}

export function documentWorkVerbs(
  dependencies: StorageDependencies,
  getDocument: (context: Context, reference: DocumentReference) => Promise<DocumentOnWire>,
): DocumentWorkVerbs {
  const { database, index, queue } = dependencies;

  /** Ends versions that are not finished, in the caller's transaction; of a re-index, that decides for itself. */
  async function stop(transaction: Transaction, context: Context, condition: SQL | undefined): Promise<number> {
    const found = await transaction
      .select({ id: documentVersions.id, documentId: documentVersions.documentId })
      .from(documentVersions)
      .innerJoin(documents, eq(documents.id, documentVersions.documentId))
      .innerJoin(knowledgeBases, eq(knowledgeBases.id, documents.knowledgeBaseId))
      .where(
        and(
          condition,
          notInArray(documentVersions.state, ["ready", "failed"]),
          isNull(documentVersions.reindexId),
          readsDocument(context),
        ),
      )
      .orderBy(documentVersions.id)
      .for("update", { of: documentVersions });
    if (found.length === 0) return 0;
    const ids = found.map(({ id }) => id);
    await transaction
      .update(documentVersions)
      .set({
        // Whoever works on it finds another number, and writes nothing any more.
        attempt: sql`${documentVersions.attempt} + 1`,
        state: "failed",
        failureCode: "cancelled",
        failureReason: failureReasons.cancelled,
        failureStage: sql`${documentVersions.state}`,
        activity: null,
        leaseExpiresAt: null,
        chunkCount: 0,
        updatedAt: new Date(),
      })
      .where(inArray(documentVersions.id, ids));
    await index.remove(transaction, ids);
    await transaction.delete(chunks).where(inArray(chunks.versionId, ids));
    return new Set(found.map(({ documentId }) => documentId)).size;
  }

  return {
    async updateDocument(context, reference, { tags, name }) {
      const change = database.transaction(async (transaction) => {
        await authorizeKnowledgeBase(transaction, context, reference.knowledgeBaseId, "write", "no key update");
        const document = await lockDocument(transaction, context, reference);
        await transaction
          .update(documents)
          .set({
            ...(tags === undefined ? {} : { tags: [...new Set(tags)] }),
            ...(name === undefined ? {} : { name: documentPath(name) }),
            updatedAt: new Date(),
          })
          .where(eq(documents.id, document.id));
        // What a filter by tags finds is another now.
        await countRevision(transaction, reference.knowledgeBaseId);
        await recordAudit(transaction, context, {
          action: "document.update",
          resourceKind: "document",
          resourceId: document.id,
          changes: { tags: tags !== undefined, name: name !== undefined },
        });
      });
      await change.catch((error: unknown) => {
        throw isUniqueViolation(error) ? nameTaken() : error;
      });
      return getDocument(context, reference);
    },

    async cancelDocument(context, reference) {
      await database.transaction(async (transaction) => {
        await authorizeKnowledgeBase(transaction, context, reference.knowledgeBaseId, "write", "key share");
        const document = await lockDocument(transaction, context, reference);
        const stopped = await stop(transaction, context, eq(documents.id, document.id));
        if (stopped === 0) return;
        await recordAudit(transaction, context, {
          action: "document.cancel",
          resourceKind: "document",
          resourceId: document.id,
        });
      });
      return getDocument(context, reference);
    },

    async cancelDocuments(context, knowledgeBaseId) {
      return database.transaction(async (transaction) => {
        await authorizeKnowledgeBase(transaction, context, knowledgeBaseId, "write", "key share");
        const stopped = await stop(transaction, context, eq(documents.knowledgeBaseId, knowledgeBaseId));
        if (stopped > 0) {
          await recordAudit(transaction, context, {
            action: "document.cancel",
            resourceKind: "knowledge_base",
            resourceId: knowledgeBaseId,
            changes: { documents: stopped },
          });
        }
        return { documents: stopped };
      });
    },

    async retryDocuments(context, knowledgeBaseId) {
      return database.transaction(async (transaction) => {
        await authorizeKnowledgeBase(transaction, context, knowledgeBaseId, "write", "key share");
        const failed = await transaction
          .select({ id: documentVersions.id })
          .from(documents)
          .innerJoin(knowledgeBases, eq(knowledgeBases.id, documents.knowledgeBaseId))
          .innerJoin(documentVersions, eq(documentVersions.id, documents.latestVersionId))
          .where(
            and(
              eq(documents.knowledgeBaseId, knowledgeBaseId),
              eq(documentVersions.state, "failed"),
              inArray(documentVersions.failureCode, [...retryableFailures]),
              readsDocument(context),
            ),
          )
          .orderBy(documentVersions.id)
          .for("update", { of: documentVersions });
        if (failed.length === 0) return { documents: 0 };
        await queueAgain(
          transaction,
          failed.map(({ id }) => id),
        );
        for (const _ of failed.slice(0, wakesAtMost)) await wakeWorkers(queue, transaction);
        await recordAudit(transaction, context, {
          action: "document.reingest",
          resourceKind: "knowledge_base",
          resourceId: knowledgeBaseId,
          changes: { documents: failed.length },
        });
        return { documents: failed.length };
      });
    },
  };
}
