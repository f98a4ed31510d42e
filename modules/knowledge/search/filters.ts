import type { SearchFilters } from "@eai/contract";
import { textArray } from "@eai/modules/kernel";
import { type SQL, sql } from "drizzle-orm";
import { all, any } from "../access.ts";
import type { DocumentFilters } from "../vector-index.ts";

/**
 * Which documents the filters let through, as a condition over `documents` and their current `document_versions`, called
 * by their own names. It narrows what access allows, and never stands without it.
 */
export function matchesFilters(filters: DocumentFilters): SQL {
  const { documentIds, mediaTypes, datedFrom, datedTo, tags, languages, named } = filters;
  const dated = sql`coalesce(document_versions.dated_at, document_versions.uploaded_at)`;
  const rest = all(
    documentIds && sql`documents.id = any(${textArray(documentIds)})`,
    mediaTypes && sql`document_versions.media_type = any(${textArray(mediaTypes)})`,
    datedFrom && sql`${dated} >= ${datedFrom.toISOString()}::timestamptz`,
    datedTo && sql`${dated} <= ${datedTo.toISOString()}::timestamptz`,
    tags && sql`documents.tags && ${textArray(tags)}`,
    languages && sql`document_versions.language = any(${textArray(languages)})`,
  );
  if (named === undefined) return rest;
  const isOtherwiseIn = sql`documents.knowledge_base_id = any(${textArray(named.otherwiseIn)})`;
  return any(sql`documents.id = any(${textArray(named.documentIds)})`, all(isOtherwiseIn, rest));
}

/** Whether the filters say anything at all. */
export function isFiltering(filters: DocumentFilters | undefined): filters is DocumentFilters {
  return filters !== undefined && Object.values(filters).some((value) => value !== undefined);
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
