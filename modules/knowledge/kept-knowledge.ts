import { recordAudit } from "@eai/modules/governance";
import { tenants, withinOrganization } from "@eai/modules/identity";
import {
  type Database,
  describeError,
  inBatches,
  ProblemError,
  rowsOf,
  systemContext,
  type TenantPlace,
} from "@eai/modules/kernel";
import { and, asc, eq, gt, sql } from "drizzle-orm";
import type { StorageDependencies } from "./dependencies.ts";
import type { DocumentVerbs } from "./documents.ts";
import type { FileContent } from "./file-store.ts";
import type { KnowledgeBaseVerbs } from "./knowledge-bases.ts";
import { documents, documentVersions, goldenQuestions, knowledgeBases, knowledgeGrants } from "./tables.ts";

export interface OwnedDocument {
  id: string;
  knowledgeBaseId: string;
  name: string;
  scope: "personal" | "team" | "organization";
  mediaType: string;
  sizeBytes: number;
  createdAt: Date;
  uploadedAt: Date;
  fileKey: string;
}

/** What is kept of what a person stored, beyond the use of it. */
export interface KeptKnowledgeVerbs {
  /**
   * The knowledge bases a person owns, of every scope.
   * @param organizationId what they left in another organisation is that one's; null: all of it
   */
  readOwnedKnowledgeBases(personId: string, organizationId: string | null): Promise<Record<string, unknown>[]>;
  /** The questions a person wrote for measuring search, in batches, in knowledge bases of every scope and owner. */
  readWrittenQuestions(personId: string, organizationId: string | null): AsyncIterable<Record<string, unknown>[]>;
  /** The documents in them, in batches. */
  readOwnedDocuments(personId: string, organizationId: string | null): AsyncIterable<OwnedDocument[]>;
  /** The original of one of them; null when it is no longer in the store. */
  openOwnedFile(document: OwnedDocument): Promise<FileContent | null>;
  /**
   * Removes a person's personal knowledge bases with documents, index entries and files, and the grants that name them;
   * what they asked in a conversation and gave on as a question to measure search by goes too.
   * Knowledge bases of a team or the organisation stay. @returns how many knowledge bases
   */
  removeKnowledgeOf(personId: string): Promise<number>;
  /** Removes documents of a tenant whose last version was uploaded before, one by one. @returns how many */
  removeDocumentsBefore(tenant: TenantPlace, before: Date, signal: AbortSignal): Promise<number>;
}

const batchSize = 200;
const tenantColumn = sql`${knowledgeBases.tenantId}`;

export function keptKnowledgeVerbs(
  { database, files, log }: StorageDependencies,
  {
    deleteKnowledgeBase,
    deleteDocument,
  }: Pick<KnowledgeBaseVerbs & DocumentVerbs, "deleteKnowledgeBase" | "deleteDocument">,
): KeptKnowledgeVerbs {
  return {
    readOwnedKnowledgeBases: (personId, organizationId) =>
      database
        .select({
          id: knowledgeBases.id,
          name: knowledgeBases.name,
          description: knowledgeBases.description,
          scope: knowledgeBases.scope,
          tenant_id: knowledgeBases.tenantId,
          created_at: knowledgeBases.createdAt,
          updated_at: knowledgeBases.updatedAt,
        })
        .from(knowledgeBases)
        .where(and(eq(knowledgeBases.ownerId, personId), withinOrganization(tenantColumn, organizationId)))
        .orderBy(asc(knowledgeBases.id)),

    readWrittenQuestions(personId, organizationId) {
      const written = and(eq(goldenQuestions.createdBy, personId), withinOrganization(tenantColumn, organizationId));
      return inBatches(batchSize, (last) =>
        database
          .select({
            id: goldenQuestions.id,
            knowledge_base_id: goldenQuestions.knowledgeBaseId,
            question: goldenQuestions.question,
            source: goldenQuestions.source,
            created_at: goldenQuestions.createdAt,
          })
          .from(goldenQuestions)
          .innerJoin(knowledgeBases, eq(knowledgeBases.id, goldenQuestions.knowledgeBaseId))
          .where(and(written, gt(goldenQuestions.id, last)))
          .orderBy(asc(goldenQuestions.id))
          .limit(batchSize),
      );
    },

    readOwnedDocuments(personId, organizationId) {
      const owned = and(eq(knowledgeBases.ownerId, personId), withinOrganization(tenantColumn, organizationId));
      return inBatches(batchSize, (last) =>
        database
          .select({
            id: documents.id,
            knowledgeBaseId: documents.knowledgeBaseId,
            name: documents.name,
            scope: knowledgeBases.scope,
            mediaType: documentVersions.mediaType,
            sizeBytes: documentVersions.sizeBytes,
            createdAt: documents.createdAt,
            uploadedAt: documentVersions.uploadedAt,
            fileKey: documentVersions.fileKey,
          })
          .from(documents)
          .innerJoin(knowledgeBases, eq(knowledgeBases.id, documents.knowledgeBaseId))
          .innerJoin(documentVersions, eq(documentVersions.id, documents.latestVersionId))
          .where(and(owned, gt(documents.id, last)))
          .orderBy(asc(documents.id))
          .limit(batchSize),
      );
    },

    openOwnedFile: ({ fileKey }) => files.open(fileKey),

    async removeKnowledgeOf(personId) {
      const personal = await database
        .select({ id: knowledgeBases.id, tenantId: knowledgeBases.tenantId, path: tenants.path })
        .from(knowledgeBases)
        .innerJoin(tenants, eq(tenants.id, knowledgeBases.tenantId))
        .where(and(eq(knowledgeBases.ownerId, personId), eq(knowledgeBases.scope, "personal")))
        .orderBy(asc(knowledgeBases.id));
      for (const { id, tenantId, path } of personal) {
        await deleteKnowledgeBase(systemContext("erasure", { id: tenantId, path }), id).catch(unlessGone);
      }
      await database.delete(knowledgeGrants).where(eq(knowledgeGrants.subjectId, personId));
      await removeQuestionsFromConversations(database, personId);
      return personal.length;
    },

    async removeDocumentsBefore(tenant, before, signal) {
      const context = systemContext("retention", tenant, signal);
      let removed = 0;
      const batches = inBatches(batchSize, (last) =>
        rowsOf<{ id: string; knowledgeBaseId: string }>(
          database,
          sql`select d.id, d.knowledge_base_id as "knowledgeBaseId" from documents d
            join knowledge_bases k on k.id = d.knowledge_base_id
            join document_versions v on v.id = d.latest_version_id
            where k.tenant_id = ${tenant.id} and v.uploaded_at < ${before.toISOString()}::timestamptz and d.id > ${last}
            order by d.id limit ${batchSize}`,
        ),
      );
      for await (const old of batches) {
        let count = 0;
        for (const { id, knowledgeBaseId } of old) {
          signal.throwIfAborted();
          try {
            await deleteDocument(context, { knowledgeBaseId, documentId: id });
            count += 1;
          } catch (error) {
            // One that cannot be removed now must not keep all others.
            log.warn({ document_id: id, ...describeError(error) }, "document past its retention not removed yet");
          }
        }
        if (count > 0) {
          await database.transaction((transaction) =>
            recordAudit(transaction, context, {
              action: "retention.apply",
              resourceKind: "tenant",
              resourceId: tenant.id,
              changes: { documents: count, before: before.toISOString() },
            }),
          );
        }
        removed += count;
      }
      return removed;
    },
  };
}

/** The words of a conversation, from the set and from what was measured with them; the figures stay. */
async function removeQuestionsFromConversations(database: Database, personId: string): Promise<void> {
  await database.execute(sql`
    with gone as (
      delete from golden_questions where created_by = ${personId} and source = 'feedback'
      returning knowledge_base_id, question)
    update evaluations e set results = (
      select coalesce(jsonb_agg(case when exists (
          select from gone g where g.knowledge_base_id = e.knowledge_base_id and g.question = r.item ->> 'question')
        then jsonb_set(r.item, '{question}', '"(removed)"') else r.item end order by r.place), '[]')
      from jsonb_array_elements(e.results) with ordinality r(item, place))
    where e.knowledge_base_id in (select knowledge_base_id from gone)`);
}

function unlessGone(error: unknown): void {
  if (error instanceof ProblemError && error.code === "not_found") return;
  throw error;
}
