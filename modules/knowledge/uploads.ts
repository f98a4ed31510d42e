import type { Document } from "@eai/contract";
import { recordAudit } from "@eai/modules/governance";
import { actorId, type Context, createOnce, newId, ProblemError, type Transaction } from "@eai/modules/kernel";
import { and, eq, sql } from "drizzle-orm";
import { readsDocument } from "./access.ts";
import { authorizeKnowledgeBase } from "./authorize.ts";
import type { StorageDependencies } from "./dependencies.ts";
import { documentName, documentPath } from "./document-name.ts";
import type { DocumentReference } from "./documents.ts";
import { acceptedFileEndings, detectFileType } from "./ingest/detect-type.ts";
import { nameBeside } from "./name-beside.ts";
import { nameTaken } from "./name-taken.ts";
import { adoptModel } from "./reindex/adopt-model.ts";
import type { ReindexDependencies } from "./reindex/reindexes.ts";
import { countRevision } from "./revision.ts";
import { lockFile, removeUnusedFiles } from "./stored-files.ts";
import { documents, knowledgeBases } from "./tables.ts";
import { addVersion, type DocumentRow, latestVersion, type StoredContent } from "./versions.ts";

export interface UploadInput {
  knowledgeBaseId: string;
  /** As the sender calls it; folders and invisible characters are taken off. */
  fileName: string;
  /** With the folders that are to be part of its name, in place of `fileName`: see `documentPath`. */
  path?: string | undefined;
  /** Of a new document, or in place of those it had; left out, they stay. */
  tags?: string[] | undefined;
  /** Other bytes under a name that is taken become a document of their own, with a number in its name. */
  keepsBoth?: boolean;
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
  dependencies: StorageDependencies & Pick<ReindexDependencies, "embeddings">,
  getDocument: (context: Context, reference: DocumentReference) => Promise<Document>,
): UploadVerbs {
  const { database, files, uploadLimitBytes } = dependencies;

  return {
    async uploadDocument(context, { knowledgeBaseId, fileName, path, tags, keepsBoth = false, content }) {
      await authorizeKnowledgeBase(database, context, knowledgeBaseId, "write");
      const name = path === undefined ? documentName(fileName) : documentPath(path);
      let mediaType = "";
      const file = await files.write(content, {
        limitBytes: uploadLimitBytes,
        signal: context.signal,
        inspect: async (place, sizeBytes) => {
          mediaType = await acceptedType(place, sizeBytes, name);
        },
      });
      const unused: string[] = [];
      try {
        const stored = { contentHash: file.contentHash, fileKey: file.key, sizeBytes: file.sizeBytes, mediaType };
        const request = { route: "uploadDocument", knowledgeBaseId, name, contentHash: file.contentHash, tags };
        const made = await createOnce(database, context, request, async (transaction) => {
          await authorizeKnowledgeBase(transaction, context, knowledgeBaseId, "write", "key share");
          await useFile(transaction, file.key);
          return store(transaction, context, { knowledgeBaseId, name, tags, keepsBoth, stored, unused });
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
    upload: {
      knowledgeBaseId: string;
      name: string;
      tags: string[] | undefined;
      keepsBoth: boolean;
      stored: StoredContent;
      unused: string[];
    },
  ): Promise<string> {
    const { knowledgeBaseId, name, tags, stored } = upload;
    const take = async (wanted: string) => {
      const document = await findOrMake(transaction, context, { knowledgeBaseId, name: wanted, tags });
      return { document, before: document.isNew ? undefined : await latestVersion(transaction, document.id) };
    };
    let { document, before } = await take(name);
    // Again only when another upload takes the free name at the same moment.
    while (upload.keepsBoth && before && before.contentHash !== stored.contentHash) {
      ({ document, before } = await take(await nameBeside(transaction, { knowledgeBaseId, name, stored })));
    }
    if (!document.isNew && tags !== undefined) await setTags(transaction, document, tags);
    if (document.isNew) await adoptModel(transaction, knowledgeBaseId, dependencies.embeddings[0]?.model);
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

async function setTags(
  transaction: Transaction,
  { id, knowledgeBaseId }: Pick<DocumentRow, "id" | "knowledgeBaseId">,
  tags: string[],
): Promise<void> {
  await transaction
    .update(documents)
    .set({ tags: [...new Set(tags)] })
    .where(eq(documents.id, id));
  await countRevision(transaction, knowledgeBaseId);
}

type DocumentToFill = Pick<DocumentRow, "id" | "knowledgeBaseId"> & { isNew: boolean; versionId: string };

async function findOrMake(
  transaction: Transaction,
  context: Context,
  { knowledgeBaseId, name, tags }: { knowledgeBaseId: string; name: string; tags: string[] | undefined },
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
        tags: [...new Set(tags)],
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
