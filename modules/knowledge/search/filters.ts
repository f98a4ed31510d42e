import type { SearchFilters } from "@eai/contract";
import { textArray } from "@eai/modules/kernel";
import { type SQL, sql } from "drizzle-orm";
import { all } from "../access.ts";
import type { DocumentFilters, IndexQuery, MetadataFilters } from "../vector-index.ts";

/**
 * Which documents the filters let through, as a condition over `documents` and their current `document_versions`, called
 * by their own names. It narrows what access allows, and never stands without it.
 */
export function matchesFilters(filters: MetadataFilters): SQL {
  const { documentIds, mediaTypes, datedFrom, datedTo, tags, languages } = filters;
  const dated = sql`coalesce(document_versions.dated_at, document_versions.uploaded_at)`;
  return all(
    documentIds && sql`documents.id = any(${textArray(documentIds)})`,
    mediaTypes && sql`document_versions.media_type = any(${textArray(mediaTypes)})`,
    datedFrom && sql`${dated} >= ${datedFrom.toISOString()}::timestamptz`,
    datedTo && sql`${dated} <= ${datedTo.toISOString()}::timestamptz`,
    tags && sql`documents.tags && ${textArray(tags)}`,
    languages && sql`document_versions.language = any(${textArray(languages)})`,
  );
}

/** Whether the filters say anything at all. */
export function isFiltering<Filters extends DocumentFilters>(filters: Filters | undefined): filters is Filters {
  return filters !== undefined && Object.values(filters).some((value) => value !== undefined);
}

/** Where an index looks. */
interface SearchedPlaces {
  /** Knowledge bases that are searched as far as the filters let through. */
  whole: readonly string[];
  /** Of what is in them; undefined: everything. */
  filters: MetadataFilters | undefined;
  /** Documents that are searched beside them, in any of the knowledge bases asked. */
  named: readonly string[];
}

/**
 * A query taken apart, so that naming one document does not narrow the search of whole knowledge bases: as one condition
 * over both it would name every document of theirs.
 */
export function searchedPlaces({
  knowledgeBaseIds,
  filters = {},
}: Pick<IndexQuery, "knowledgeBaseIds" | "filters">): SearchedPlaces {
  const { named, ...rest } = filters;
  const whole =
    named === undefined ? knowledgeBaseIds : knowledgeBaseIds.filter((id) => named.otherwiseIn.includes(id));
  return { whole, filters: isFiltering(rest) ? rest : undefined, named: named?.documentIds ?? [] };
}

/** The filters of a request, as the index takes them; a day without a time is the whole of it, in UTC. */
export function toDocumentFilters(filters: SearchFilters): DocumentFilters {
  return {
    documentIds: filters.document_ids,
    mediaTypes: filters.media_types,
    datedFrom: filters.dated_from === undefined ? undefined : new Date(filters.dated_from),
    datedTo: filters.dated_to === undefined ? undefined : endOf(filters.dated_to),
    tags: filters.tags,
    languages: filters.languages,
  };
}

function endOf(dateOrTime: string): Date {
  return new Date(dateOrTime.includes("T") ? dateOrTime : `${dateOrTime}T23:59:59.999Z`);
}
