import { type Context, type Database, ownOrganization, rowsOf, textArray } from "@eai/modules/kernel";
import { type IndexQuery, matchesFilters, readableDocuments, searchedPlaces } from "@eai/modules/knowledge";
import type { Schemas } from "@qdrant/js-client-rest";
import { type SQL, sql } from "drizzle-orm";

/** What a search may look at, decided by the database in one statement and so at one moment. */
export interface SearchScope {
  organizationId: string;
  openKnowledgeBases: string[];
  /** In those, and closed all the same. */
  closedDocuments: string[];
  /** Readable ones in knowledge bases that are not open as a whole. */
  singleDocuments: string[];
  /** What metadata filters let through of all these; null without filters. */
  filteredDocuments: string[] | null;
  /** Readable ones that are searched whatever the filters say. */
  namedDocuments: string[];
  /** Versions that stand in Qdrant and are not to be found: not current, not complete, or waiting to be removed. */
  hiddenVersions: string[];
  /** Where chunks of the knowledge bases asked are. */
  collections: string[];
}

/**
 * Asked at each search and never kept: a grant, a denial, a tag, a new version or a removal holds at the next one
 * without a word to Qdrant.
 */
export async function readScope(context: Context, database: Database, query: IndexQuery): Promise<SearchScope> {
  const asked = textArray(query.knowledgeBaseIds);
  const { whole, filters, named } = searchedPlaces(query);
  const { openKnowledgeBases, closedDocuments, singleDocuments } = readableDocuments(context, whole);
  const filtered = filters
    ? sql`array(select documents.id from documents
        join document_versions on document_versions.id = documents.current_version_id
        where documents.knowledge_base_id = any(${textArray(whole)}) and ${matchesFilters(filters)})`
    : sql`null::text[]`;
  const [row] = await rowsOf<Omit<SearchScope, "organizationId">>(
    database,
    sql`select array(${openKnowledgeBases}) as "openKnowledgeBases", array(${closedDocuments}) as "closedDocuments",
      array(${singleDocuments}) as "singleDocuments", ${filtered} as "filteredDocuments",
      ${readableAmong(context, query.knowledgeBaseIds, named)} as "namedDocuments",
      array(
        select v.version_id from index_versions v where v.knowledge_base_id = any(${asked}) and not exists (
          select from documents d where d.id = v.document_id and d.current_version_id = v.version_id)
        union
        select version_id from index_removals where knowledge_base_id = any(${asked}) or knowledge_base_id = ''
      ) as "hiddenVersions",
      array(select distinct collection from index_versions where knowledge_base_id = any(${asked})) as "collections"`,
  );
  if (row === undefined) throw new Error("The database gave no row for what a search may look at.");
  return { ...row, organizationId: ownOrganization(context) };
}

/** Of these documents those in the knowledge bases asked that the actor may read, an array. */
function readableAmong(context: Context, knowledgeBaseIds: readonly string[], documentIds: readonly string[]): SQL {
  if (documentIds.length === 0) return sql`'{}'::text[]`;
  const { openKnowledgeBases, closedDocuments, singleDocuments } = readableDocuments(context, knowledgeBaseIds);
  return sql`array(select documents.id from documents where documents.id = any(${textArray(documentIds)})
    and ((documents.knowledge_base_id in (${openKnowledgeBases}) and documents.id not in (${closedDocuments}))
      or documents.id in (${singleDocuments})))`;
}

/** Nothing is open to them: there is nothing to ask Qdrant. */
export function isEmpty(scope: SearchScope): boolean {
  return scope.collections.length === 0 || readable(scope).length === 0;
}

/**
 * The filter of every search, whole and at the top of each query: Qdrant applies it while it looks for candidates. There
 * is no search without it. Only ids travel, so the number of groups of a person does not matter.
 */
export function toFilter(scope: SearchScope): Schemas["Filter"] {
  const { hiddenVersions } = scope;
  return {
    must: [{ key: "organization_id", match: { value: scope.organizationId } }, { should: readable(scope) }],
    ...(hiddenVersions.length > 0 && { must_not: [isAny("version_id", hiddenVersions)] }),
  };
}

/** What may be found, any of these. An empty list would let everything through: see `isEmpty`. */
function readable(scope: SearchScope): Schemas["Filter"][] {
  const { openKnowledgeBases, closedDocuments, singleDocuments, filteredDocuments, namedDocuments } = scope;
  const open: Schemas["Filter"] = {
    must: [isAny("knowledge_base_id", openKnowledgeBases)],
    ...(closedDocuments.length > 0 && { must_not: [isAny("document_id", closedDocuments)] }),
  };
  const whole: Schemas["Filter"][] = [
    ...(openKnowledgeBases.length > 0 ? [open] : []),
    ...(singleDocuments.length > 0 ? [{ must: [isAny("document_id", singleDocuments)] }] : []),
  ];
  const named = namedDocuments.length > 0 ? [{ must: [isAny("document_id", namedDocuments)] }] : [];
  if (filteredDocuments === null) return [...whole, ...named];
  if (whole.length === 0 || filteredDocuments.length === 0) return named;
  return [{ must: [{ should: whole }, isAny("document_id", filteredDocuments)] }, ...named];
}

/** The field is one of these. */
export function isAny(field: string, values: readonly string[]): Schemas["FieldCondition"] {
  return { key: field, match: { any: [...values] } };
}
