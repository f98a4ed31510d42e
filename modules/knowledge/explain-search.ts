import { type ExplainSearch, Permission, type SearchExplanation } from "@eai/contract";
import { recordAudit } from "@eai/modules/governance";
import { administersTenant, type PersonView, requirePermission } from "@eai/modules/identity";
import { actorId, type Context, type Database, rowsOf, textArray } from "@eai/modules/kernel";
import { sql } from "drizzle-orm";
import { any, entersKnowledgeBase, readsDocument } from "./access.ts";
import type { Passage } from "./search/passages.ts";
import type { SearchVerbs } from "./search/search.ts";

export type ExplainSearchInput = Omit<ExplainSearch, "person_id">;

export interface ExplainSearchDependencies {
  database: Database;
  search: SearchVerbs["search"];
}

/**
 * What a person would find: the same search, run with their context. Of documents the asker may not read themselves
 * there are ids, pages and scores only. The model call it may take is the asker's.
 * @param person one whom the asker administers or audits
 */
export async function explainSearch(
  { database, search }: ExplainSearchDependencies,
  context: Context,
  person: PersonView,
  input: ExplainSearchInput,
): Promise<SearchExplanation> {
  requirePermission(context, Permission.AccessExplain);
  const knowledgeBaseIds = await explainedKnowledgeBases(database, context, person.context, input.knowledge_base_ids);
  const found = person.suspended
    ? { passages: [], mode: "keyword" as const }
    : await search(person.context, {
        knowledgeBaseIds,
        query: input.query,
        limit: input.limit,
        payer: context,
        useCache: false,
      });
  const readable = await readableToAsker(database, context, found.passages);
  await database.transaction((transaction) =>
    recordAudit(transaction, context, {
      action: "access.explain",
      resourceKind: "person",
      resourceId: actorId(person.context.actor),
      tenantId: person.context.tenantId,
      changes: { knowledge_base_ids: knowledgeBaseIds, passages: found.passages.length },
    }),
  );
  return {
    passages: found.passages.map((passage) => presentExplained(passage, readable.has(passage.documentId))),
    search: found.mode,
    note: noteOn(person, knowledgeBaseIds),
  };
}

/**
 * Of those the person may see the ones that the asker administers or sees. What is personal is left out: from what a
 * word finds, its text could be guessed word by word.
 * @param asked undefined for every one
 */
async function explainedKnowledgeBases(
  database: Database,
  context: Context,
  person: Context,
  asked: readonly string[] | undefined,
): Promise<string[]> {
  const administered = sql`(knowledge_bases.scope <> 'personal' and exists (
    select from tenants where tenants.id = knowledge_bases.tenant_id and ${administersTenant(context)}))`;
  const wanted = asked === undefined ? sql`true` : sql`knowledge_bases.id = any(${textArray(asked)})`;
  const rows = await rowsOf<{ id: string }>(
    database,
    sql`select knowledge_bases.id from knowledge_bases where ${wanted} and ${entersKnowledgeBase(person)}
      and ${any(administered, entersKnowledgeBase(context))} order by id`,
  );
  return rows.map(({ id }) => id);
}

async function readableToAsker(
  database: Database,
  context: Context,
  passages: readonly Passage[],
): Promise<Set<string>> {
  const documentIds = [...new Set(passages.map(({ documentId }) => documentId))];
  const rows = await rowsOf<{ id: string }>(
    database,
    sql`select documents.id from documents join knowledge_bases on knowledge_bases.id = documents.knowledge_base_id
      where documents.id = any(${textArray(documentIds)}) and ${readsDocument(context)}`,
  );
  return new Set(rows.map(({ id }) => id));
}

/** Of a document the asker may not read itself, only the place. */
function presentExplained(passage: Passage, isReadable: boolean): SearchExplanation["passages"][number] {
  return {
    chunk_id: passage.chunkId,
    document_id: passage.documentId,
    document_name: isReadable ? passage.documentName : null,
    knowledge_base_id: passage.knowledgeBaseId,
    page_from: passage.pageFrom,
    page_to: passage.pageTo,
    text: isReadable ? passage.text : null,
    score: passage.score,
    scores: passage.scores,
  };
}

function noteOn({ suspended, groupsUnavailable }: PersonView, knowledgeBaseIds: readonly string[]): string | null {
  if (suspended) return "The account is suspended: every request is refused.";
  if (groupsUnavailable !== null) return `The groups of their directory do not count right now. ${groupsUnavailable}`;
  return knowledgeBaseIds.length === 0
    ? "They may see none of these knowledge bases, or none that is yours to explain."
    : null;
}
