import type { Document } from "@eai/contract";
import { recordAudit } from "@eai/modules/governance";
import { actorId, type Context, createOnce, newId, ProblemError, type Transaction } from "@eai/modules/kernel";
import { and, eq, sql } from "drizzle-orm";
import { readsDocument } from "./access.ts";
import { authorizeKnowledgeBase } from "./authorize.ts";
import type { StorageDependencies } from "./dependencies.ts";
import { documentName } from "./document-name.ts";
import type { DocumentReference } from "./documents.ts";
import { acceptedFileEndings, detectFileType } from "./ingest/detect-type.ts";
import { lockFile, removeUnusedFiles } from "./stored-files.ts";
import { documents, knowledgeBases } from "./tables.ts";
import { addVersion, type DocumentRow, latestVersion, type StoredContent } from "./versions.ts";

export interface UploadInput {
  knowledgeBaseId: string;
  /** As the sender calls it; folders and invisible characters are taken off. */
  fileName: string;
  content: AsyncIterable<Uint8Array>;
}

export interface UploadVerbs {
  /**
   * Stores a file and queues it. The same bytes under the same name give the document that is there; other bytes
   * become its next version, which replaces the old one once it is complete. Known only to the store until the
   * document, its job and the audit are committed together.
   * @throws ProblemError `not_found`, `permission_denied`, `payload_too_large`, `file_empty`, `file_type_unsupported`,
   * `storage_full`, `idempotency_key_reused`; `conflict` when the name is that of a document the actor may not
   * see, or the same bytes were removed at this very moment
   */
  uploadDocument(context: Context, input: UploadInput): Promise<Document>;
}

export function uploadVerbs(
  dependencies: StorageDependencies,
  getDocument: (context: Context, reference: DocumentReference) => Promise<Document>,
): UploadVerbs {
  const { database, files, uploadLimitBytes } = dependencies;

  return {
    async uploadDocument(context, { knowledgeBaseId, fileName, content }) {
      await authorizeKnowledgeBase(database, context, knowledgeBaseId, "write");
      const name = documentName(fileName);
      let mediaType = "";
      const file = await files.write(content, {
        limitBytes: uploadLimitBytes,
        signal: context.signal,
        inspect: async (path, sizeBytes) => {
          mediaType = await acceptedType(path, sizeBytes, name);
        },
      });
      const unused: string[] = [];
      try {
        const stored = { contentHash: file.contentHash, fileKey: file.key, sizeBytes: file.sizeBytes, mediaType };
        const request = { route: "uploadDocument", knowledgeBaseId, name, contentHash: file.contentHash };
        const made = await createOnce(database, context, request, async (transaction) => {
          await authorizeKnowledgeBase(transaction, context, knowledgeBaseId, "write", "key share");
          await useFile(transaction, file.key);
          return store(transaction, context, { knowledgeBaseId, name, stored, unused });
        });
        return await getDocument(context, { knowledgeBaseId, documentId: made.resourceId });
      } catch (error) {
        unused.push(file.key);
        throw error;
      } finally {
        await removeUnusedFiles(dependencies, unused);
      }
    },
  };

  async function useFile(transaction: Transaction, fileKey: string): Promise<void> {
    await lockFile(transaction, fileKey);
    if (await files.exists(fileKey)) return;
    throw new ProblemError(
      "conflict",
      "Another document with the same content was deleted at this moment. Upload the file again.",
    );
  }

  /** Racing uploads of one name meet at its unique key: one makes the document, the others see it. */
  async function store(
    transaction: Transaction,
    context: Context,
    upload: { knowledgeBaseId: string; name: string; stored: StoredContent; unused: string[] },
  ): Promise<string> {
    const { knowledgeBaseId, name, stored } = upload;
    const document = await findOrMake(transaction, context, knowledgeBaseId, name);
    const before = document.isNew ? undefined : await latestVersion(transaction, document.id);
    if (before?.contentHash === stored.contentHash && before.state !== "failed") return document.id;
    const forgotten = await addVersion(dependencies, transaction, document, stored, before, document.versionId);
    upload.unused.push(...forgotten);
    await recordAudit(transaction, context, {
      action: "document.upload",
      resourceKind: "document",
      resourceId: document.id,
      changes: { size_bytes: stored.sizeBytes, media_type: stored.mediaType },
    });
    return document.id;
  }
}

/** @throws ProblemError `file_empty`, `file_type_unsupported` */
async function acceptedType(path: string, sizeBytes: number, name: string): Promise<string> {
  if (sizeBytes === 0) throw new ProblemError("file_empty", "The file is empty. Choose one with content.");
  const type = await detectFileType({ path, name });
  if (type !== null) return type.mediaType;
  throw new ProblemError(
    "file_type_unsupported",
    `This type of file cannot be read. Upload one of ${acceptedFileEndings.join(", ")}; what counts is the content, not the name.`,
  );
}

/**
 * Someone who may add documents here, and may not see the one that has this name, learns that the name is taken and
 * nothing else: the answer is the same whatever bytes they send, so it is no test of what the hidden one says. The other
 * ways are worse. To replace it would be to write what one may not read. A second document of the same name would leave
 * its owner with two that nobody can tell apart. And to rename it quietly would tell the same, to whoever looks.
 */
function nameTaken(): ProblemError {
  return new ProblemError("conflict", "This name is taken in this knowledge base. Choose another name for the file.");
}

type DocumentToFill = Pick<DocumentRow, "id" | "knowledgeBaseId"> & { isNew: boolean; versionId: string };

async function findOrMake(
  transaction: Transaction,
  context: Context,
  knowledgeBaseId: string,
  name: string,
): Promise<DocumentToFill> {
  const versionId = newId("ver");
  // Again when it is deleted between the two statements.
  for (;;) {
    const [made] = await transaction
      .insert(documents)
      .values({
        id: newId("doc"),
        knowledgeBaseId,
        name,
        latestVersionId: versionId,
        createdBy: actorId(context.actor),
      })
      .onConflictDoNothing({ target: [documents.knowledgeBaseId, documents.name] })
      .returning({ id: documents.id });
    if (made) return { id: made.id, knowledgeBaseId, isNew: true, versionId };
    const [found] = await transaction
      .select({ id: documents.id, isReadable: sql<boolean>`${readsDocument(context)}` })
      .from(documents)
      .innerJoin(knowledgeBases, eq(knowledgeBases.id, documents.knowledgeBaseId))
      .where(and(eq(documents.knowledgeBaseId, knowledgeBaseId), eq(documents.name, name)))
      .for("update", { of: documents });
    if (found && !found.isReadable) throw nameTaken();
    if (found) return { id: found.id, knowledgeBaseId, isNew: false, versionId };
  }
}
