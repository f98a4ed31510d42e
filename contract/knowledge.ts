import { z } from "zod";
import { idSchema, pageQuerySchema, pageSchema, timeSchema } from "./pagination.ts";
import {
  passageScoresSchema,
  searchFiltersSchema,
  searchReportSchema,
  searchSettingsSchema,
  updateSearchSettingsSchema,
} from "./search.ts";

export const scopeSchema = z
  .enum(["personal", "team", "organization"])
  .describe("`personal`: only you; `team`: people of your tenant; `organization`: everyone in the organisation")
  .meta({ id: "KnowledgeBaseScope" });
export type KnowledgeBaseScope = z.infer<typeof scopeSchema>;

export const chunkingSchema = z
  .strictObject({
    strategy: z.enum(["fixed", "paragraph", "structure"]).default("structure"),
    size_tokens: z.int().min(64).max(2000).default(400),
    overlap_tokens: z.int().min(0).max(500).default(60),
    contextual_prefix: z
      .boolean()
      .default(false)
      .describe("A model writes a sentence or two on where each passage stands, to be found by; its calls are metered"),
  })
  .refine((value) => value.overlap_tokens < value.size_tokens, {
    message: "overlap_tokens must be smaller than size_tokens",
    path: ["overlap_tokens"],
  })
  .meta({ id: "Chunking" });
export type Chunking = z.infer<typeof chunkingSchema>;

const name = z.string().trim().min(1, "Give it a name").max(200);
const description = z.string().trim().max(2000);

export const createKnowledgeBaseSchema = z
  .strictObject({
    name,
    description: description.default(""),
    scope: scopeSchema.default("personal"),
    chunking: chunkingSchema.prefault({}),
  })
  .meta({ id: "CreateKnowledgeBase" });

export const updateKnowledgeBaseSchema = z
  .strictObject({
    name: name.optional(),
    description: description.optional(),
    scope: scopeSchema.optional(),
    search: updateSearchSettingsSchema.optional(),
  })
  .refine((value) => Object.keys(value).length > 0, { message: "Give at least one field to change" })
  .meta({ id: "UpdateKnowledgeBase" });

export const knowledgeBaseSchema = z
  .object({
    id: idSchema("kb"),
    name: z.string(),
    description: z.string(),
    scope: scopeSchema,
    owner: z.object({ id: idSchema("usr"), name: z.string() }),
    chunking: chunkingSchema,
    search: z.enum(["hybrid", "keyword"]),
    search_settings: searchSettingsSchema,
    may_write: z.boolean().describe("You may add, remove and rename here"),
    may_manage: z.boolean().describe("You may decide who else uses it"),
    shared: z
      .boolean()
      .describe("It, or a document of it, has grants or denials; told only to those who may manage it, else false"),
    document_count: z.int(),
    ready_count: z.int(),
    failed_count: z.int(),
    size_bytes: z.int(),
    created_at: timeSchema,
    updated_at: timeSchema,
  })
  .meta({ id: "KnowledgeBase" });
export type KnowledgeBase = z.infer<typeof knowledgeBaseSchema>;
export const knowledgeBasePageSchema = pageSchema("KnowledgeBasePage", knowledgeBaseSchema);

export const documentStateSchema = z
  .enum(["queued", "extracting", "chunking", "embedding", "indexing", "ready", "failed"])
  .meta({ id: "DocumentState" });
export type DocumentState = z.infer<typeof documentStateSchema>;

/** Why a document failed; each comes with a sentence that says what to do. */
export const documentFailureSchema = z
  .enum([
    "empty_document",
    "no_text_found",
    "scanned_document",
    "password_protected",
    "file_damaged",
    "file_type_unsupported",
    "too_large_when_unpacked",
    "extraction_timed_out",
    "extraction_out_of_memory",
    "extraction_failed",
    "embedding_failed",
    "indexing_failed",
    "cancelled",
    "original_missing",
    "internal_error",
  ])
  .meta({ id: "DocumentFailure" });
export type DocumentFailure = z.infer<typeof documentFailureSchema>;

/** What the numbers in `page_from` and `page_to` count. */
export const pageKindSchema = z.enum(["page", "slide", "sheet"]).meta({ id: "PageKind" });
export type PageKind = z.infer<typeof pageKindSchema>;

export const documentSchema = z
  .object({
    id: idSchema("doc"),
    knowledge_base_id: idSchema("kb"),
    name: z.string(),
    media_type: z.string(),
    size_bytes: z.int(),
    version: z.int().describe("Counts up with each upload of the same name"),
    state: documentStateSchema,
    progress: z.number().min(0).max(1).describe("Of the whole ingestion, 0 to 1"),
    failure: z
      .object({ code: documentFailureSchema, reason: z.string(), stage: documentStateSchema })
      .nullable()
      .describe("Set when `state` is `failed`"),
    searchable: z.boolean().describe("A complete version is in the index (also while a newer one is being prepared)"),
    page_count: z.int().nullable(),
    page_kind: pageKindSchema.nullable().describe("What `page_from` and `page_to` count; null without pages"),
    chunk_count: z.int(),
    title: z.string().nullable(),
    language: z.string().nullable(),
    restricted: z.boolean().describe("Only those whom a grant of its own names may read it, and the owner"),
    created_at: timeSchema,
    updated_at: timeSchema,
  })
  .meta({ id: "Document" });
export type Document = z.infer<typeof documentSchema>;
export const documentPageSchema = pageSchema("DocumentPage", documentSchema);
export const documentListQuerySchema = pageQuerySchema.extend({
  state: documentStateSchema.optional(),
  search: z.string().max(200).optional().describe("Part of the name"),
});

export const chunkSchema = z
  .object({
    id: idSchema("chk"),
    ordinal: z.int().describe("Position in the document, from 0"),
    text: z.string(),
    page_from: z.int().nullable(),
    page_to: z.int().nullable(),
    heading_path: z.array(z.string()),
    start_char: z.int().describe("Offset into the extracted text"),
    end_char: z.int(),
    token_count: z.int(),
  })
  .meta({ id: "Chunk" });
export type Chunk = z.infer<typeof chunkSchema>;
export const chunkPageSchema = pageSchema("ChunkPage", chunkSchema);

export const querySchema = z
  .strictObject({
    query: z.string().trim().min(1, "Ask something").max(4000),
    limit: z.int().min(1).max(100).default(8),
    filters: searchFiltersSchema.optional(),
    explain: z.boolean().default(false).describe("Say how the search came to its result"),
  })
  .meta({ id: "KnowledgeQuery" });
export type KnowledgeQuery = z.input<typeof querySchema>;

export const passageSchema = z
  .object({
    chunk_id: idSchema("chk"),
    document_id: idSchema("doc"),
    document_name: z.string(),
    version: z.int().describe("Of the document: counts its uploads"),
    knowledge_base_id: idSchema("kb"),
    text: z.string(),
    page_from: z.int().nullable(),
    page_to: z.int().nullable(),
    page_kind: pageKindSchema.nullable(),
    heading_path: z.array(z.string()),
    start_char: z.int(),
    end_char: z.int(),
    score: z.number().describe("Comparable within one answer only"),
    scores: passageScoresSchema,
    evidence: z.boolean().describe("An answer would be written from it"),
  })
  .meta({ id: "Passage" });
export type Passage = z.infer<typeof passageSchema>;

export const queryResultSchema = z
  .object({
    passages: z.array(passageSchema),
    search: z.enum(["hybrid", "keyword"]),
    duration_ms: z.number(),
    explanation: searchReportSchema.optional().describe("When `explain` was asked for"),
  })
  .meta({ id: "KnowledgeQueryResult" });
export type QueryResult = z.infer<typeof queryResultSchema>;
