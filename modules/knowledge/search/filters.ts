import { textArray } from "@eai/modules/kernel";
import { type SQL, sql } from "drizzle-orm";
import { all } from "../access.ts";
import type { DocumentFilters } from "../vector-index.ts";

/**
 * Which documents the filters let through, as a condition over `documents` and their current `document_versions`, called
 * by their own names. It narrows what access allows, and never stands without it.
 */
export function matchesFilters(filters: DocumentFilters): SQL {
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
export function isFiltering(filters: DocumentFilters | undefined): filters is DocumentFilters {
  return filters !== undefined && Object.values(filters).some((value) => value !== undefined);
}
