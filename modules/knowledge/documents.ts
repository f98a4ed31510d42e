import type { Document, documentListQuerySchema } from "@eai/contract";
import { recordAudit } from "@eai/modules/governance";
import {
  type Context,
  containing,
  notFound,
  type Page,
  ProblemError,
  type Transaction,
  toPage,
} from "@eai/modules/kernel";
import { and, eq, ilike, type SQL, sql } from "drizzle-orm";
import type { z } from "zod";
import { readsDocument } from "./access.ts";
import { authorizeKnowledgeBase } from "./authorize.ts";
import type { StorageDependencies } from "./dependencies.ts";
import { lastPart } from "./document-name.ts";
import { documentOrder, newestFirst } from "./document-order.ts";
import { current, hasState, latest } from "./document-rows.ts";
import type { FileContent } from "./file-store.ts";
import { wakeWorkers } from "./ingest/queue.ts";
import { type DocumentRows, presentDocument } from "./present.ts";
import { countRevision } from "./revision.ts";
import { fileColumns, keysOf, removeUnusedFiles } from "./stored-files.ts";
import { documents, documentVersions, knowledgeBases } from "./tables.ts";
import { addVersion, type DocumentRow, isFinished, latestVersion, queueAgain, type VersionRow } from "./versions.ts";
import { outlooksOf } from "./waiting-time.ts";

type DocumentListQuery = z.output<typeof documentListQuerySchema>;
/** Without an order: newest first. */
export type ListDocumentsInput = Omit<DocumentListQuery, "sort"> & { sort?: DocumentListQuery["sort"] };

export interface DocumentReference {
  knowledgeBaseId: string;
  documentId: string;
}

export interface DocumentContent {
  stream: FileContent;
  mediaType: string;
  name: string;
  sizeBytes: number;
}

export interface DocumentVerbs {
  /** @throws ProblemError `not_found`; `validation_failed` for a cursor of another order */
  listDocuments(context: Context, knowledgeBaseId: string, input: ListDocumentsInput): Promise<Page<Document>>;
  /**
   * @param options.outlook false: without its place in the queue and the time it may take, which cost some queries
   * @throws ProblemError `not_found`
   */
  getDocument(context: Context, reference: DocumentReference, options?: { outlook?: boolean }): Promise<Document>;
  /**
   * Removes it with its index entries and files; being prepared, it stops.
   * @throws ProblemError `not_found`, `permission_denied`
   */
  deleteDocument(context: Context, reference: DocumentReference): Promise<void>;
  /**
   * Prepares it again from the stored original: tries a failed one once more, rebuilds a ready one, which stays
   * searchable until the new one is complete.
   * @throws ProblemError `not_found`, `permission_denied`; `conflict` while it is being prepared
   */
  reingestDocument(context: Context, reference: DocumentReference): Promise<Document>;
  /**
   * The original of what search finds; of a document that is not complete yet, what was uploaded.
   * @throws ProblemError `not_found`
   */
  openContent(context: Context, reference: DocumentReference): Promise<DocumentContent>;
}

export function documentVerbs(dependencies: StorageDependencies): DocumentVerbs {
  const { database, index } = dependencies;

  function select(
    context: Context,
    condition: SQL | undefined,
    limit: number,
    order: readonly SQL[] = newestFirst,
  ): Promise<DocumentRows[]> {
    return database
      .select({ document: documents, latest, current })
      .from(documents)
      .innerJoin(knowledgeBases, eq(knowledgeBases.id, documents.knowledgeBaseId))
      .innerJoin(latest, eq(latest.id, documents.latestVersionId))
      .leftJoin(current, eq(current.id, documents.currentVersionId))
      .where(and(readsDocument(context), condition))
      .orderBy(...order)
      .limit(limit);
  }

  async function find(context: Context, reference: DocumentReference): Promise<DocumentRows> {
    const [row] = await select(context, isReferenced(reference), 1);
    if (!row) throw notFound("document");
    return row;
  }

  async function getDocument(
    context: Context,
    reference: DocumentReference,
    { outlook = true }: { outlook?: boolean } = {},
  ): Promise<Document> {
    const rows = await find(context, reference);
    if (!outlook) return presentDocument(rows);
    return presentDocument(rows, (await outlooksOf(database, [rows])).get(rows.latest.id));
  }

  return {
    getDocument,

    async listDocuments(
      context,
      knowledgeBaseId,
      { limit, cursor, state, search, media_type: mediaType, tag, sort = "newest" },
    ) {
      await authorizeKnowledgeBase(database, context, knowledgeBaseId, "read");
      const { order, behind, cursorOf } = documentOrder(sort);
      const condition = and(
        eq(documents.knowledgeBaseId, knowledgeBaseId),
        behind(cursor),
        hasState(state),
        search === undefined ? undefined : ilike(documents.name, containing(search)),
        mediaType === undefined ? undefined : eq(latest.mediaType, mediaType),
        tag === undefined ? undefined : sql`${tag} = any(${documents.tags})`,
      );
      const rows = await select(context, condition, limit + 1, order);
      const outlooks = await outlooksOf(database, rows.slice(0, limit));
      const present = (row: DocumentRows) => presentDocument(row, outlooks.get(row.latest.id));
      return toPage(rows, limit, present, cursorOf);
    },

    async deleteDocument(context, reference) {
      const removed = await database.transaction(async (transaction) => {
        await authorizeKnowledgeBase(transaction, context, reference.knowledgeBaseId, "write", "no key update");
        const document = await lockDocument(transaction, context, reference);
        // Held, so that a worker in the middle of a write ends it first and finds nothing to write to afterwards.
        const versions = await transaction
          .select({ id: documentVersions.id, ...fileColumns })
          .from(documentVersions)
          .where(eq(documentVersions.documentId, document.id))
          .orderBy(documentVersions.id)
          .for("update");
        await index.remove(
          transaction,
          versions.map((version) => version.id),
        );
        await transaction.delete(documents).where(eq(documents.id, document.id));
        await countRevision(transaction, reference.knowledgeBaseId);
        await recordAudit(transaction, context, {
          action: "document.delete",
          resourceKind: "document",
          resourceId: document.id,
        });
        return versions;
      });
      await removeUnusedFiles(dependencies, keysOf(removed));
    },

    async reingestDocument(context, reference) {
      await database.transaction(async (transaction) => {
        await authorizeKnowledgeBase(transaction, context, reference.knowledgeBaseId, "write", "key share");
        const document = await lockDocument(transaction, context, reference);
        const before = await latestVersion(transaction, document.id);
        if (before === undefined) throw notFound("document");
        if (!isFinished(before.state)) {
          throw new ProblemError(
            "conflict",
            "The document is being prepared already. Wait until it is ready or failed.",
          );
        }
        if (before.state === "failed") {
          await queueAgain(transaction, [before.id]);
          await wakeWorkers(dependencies.queue, transaction);
          // The bytes stay in use, so no file can become unused here.
        } else await addVersion(dependencies, transaction, document, before, before);
        await recordAudit(transaction, context, {
          action: "document.reingest",
          resourceKind: "document",
          resourceId: document.id,
        });
      });
      return getDocument(context, reference);
    },

    async openContent(context, reference) {
      const rows = await find(context, reference);
      const version = rows.current ?? rows.latest;
      return openVersion(dependencies, rows.document.name, version);
    },
  };
}

/** @throws ProblemError `not_found` when the store has lost the file */
export async function openVersion(
  { files }: Pick<StorageDependencies, "files">,
  name: string,
  version: Pick<VersionRow, "fileKey" | "mediaType" | "sizeBytes">,
): Promise<DocumentContent> {
  const stream = await files.open(version.fileKey);
  if (stream === null) {
    throw new ProblemError("not_found", "The original file is no longer in the store. Upload it again.");
  }
  return { stream, mediaType: version.mediaType, name: lastPart(name), sizeBytes: version.sizeBytes };
}

function isReferenced({ knowledgeBaseId, documentId }: DocumentReference): SQL | undefined {
  return and(eq(documents.id, documentId), eq(documents.knowledgeBaseId, knowledgeBaseId));
}

/** The second lock, after the one of the knowledge base. */
export async function lockDocument(
  transaction: Transaction,
  context: Context,
  reference: DocumentReference,
): Promise<DocumentRow> {
  const [row] = await transaction
    .select({ document: documents })
    .from(documents)
    .innerJoin(knowledgeBases, eq(knowledgeBases.id, documents.knowledgeBaseId))
    .where(and(isReferenced(reference), readsDocument(context)))
    .for("update", { of: documents });
  if (!row) throw notFound("document");
  return row.document;
}
