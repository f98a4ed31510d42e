import type { DocumentText } from "@eai/contract";
import { type Context, describeError, notFound } from "@eai/modules/kernel";
import { and, eq } from "drizzle-orm";
import { readsDocument } from "./access.ts";
import type { StorageDependencies } from "./dependencies.ts";
import type { DocumentReference } from "./documents.ts";
import { documents, documentVersions, knowledgeBases } from "./tables.ts";
import { readTextFile } from "./text-file.ts";

export interface TextRange {
  /** In UTF-16 units of the extracted text. */
  from: number;
  /** Left out: as much as one answer holds. */
  to?: number | undefined;
}

export interface DocumentTextVerbs {
  /**
   * A part of the extracted text of the complete version, to which the offsets of passages and citations refer. `text` is
   * null where none is kept: of versions made by earlier releases, and where the store has lost it.
   * @throws ProblemError `not_found`
   */
  readDocumentText(context: Context, reference: DocumentReference, range: TextRange): Promise<DocumentText>;
}

/** Of one answer, in UTF-16 units. */
const mostCharacters = 200_000;

export function documentTextVerbs({ database, files, log }: StorageDependencies): DocumentTextVerbs {
  return {
    async readDocumentText(context, { knowledgeBaseId, documentId }, { from, to }) {
      const [row] = await database
        .select({
          key: documentVersions.textFileKey,
          version: documentVersions.number,
          kind: documentVersions.pageKind,
        })
        .from(documents)
        .innerJoin(knowledgeBases, eq(knowledgeBases.id, documents.knowledgeBaseId))
        .leftJoin(documentVersions, eq(documentVersions.id, documents.currentVersionId))
        .where(
          and(eq(documents.id, documentId), eq(documents.knowledgeBaseId, knowledgeBaseId), readsDocument(context)),
        );
      if (!row) throw notFound("document");
      const end = Math.min(to ?? from + mostCharacters, from + mostCharacters);
      const stream = row.key === null ? null : await files.open(row.key);
      const found =
        stream &&
        (await readTextFile(stream, { from, to: Math.max(from, end) }).catch((error: unknown) => {
          log.error({ document_id: documentId, ...describeError(error) }, "kept text cannot be read");
          return null;
        }));
      return {
        document_id: documentId,
        version: row.version,
        page_kind: row.kind,
        length: found?.length ?? null,
        from: found?.from ?? from,
        to: found?.to ?? from,
        text: found?.text ?? null,
        pages: found?.pages ?? [],
      };
    },
  };
}
