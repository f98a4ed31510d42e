import { z } from "zod";
import { cacheSettingsSchema } from "./cache.ts";
import { chunkingSchema } from "./chunking.ts";
import { idSchema, pageQuerySchema, pageSchema, timeSchema } from "./pagination.ts";
import { reindexSchema } from "./reindexes.ts";
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

export const purposeSchema = z
  .enum(["chat_files"])
  .describe("`chat_files`: files that its owner put into chats; it stays personal and is not shared")
  .meta({ id: "KnowledgeBasePurpose" });
export type KnowledgeBasePurpose = z.infer<typeof purposeSchema>;

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
    cache: cacheSettingsSchema.optional(),
  })
  .refine((value) => Object.keys(value).length > 0, { message: "Give at least one field to change" })
  .meta({ id: "UpdateKnowledgeBase" });

export const knowledgeBaseSchema = z
  .object({
    id: idSchema("kb"),
    name: z.string(),
    description: z.string(),
    scope: scopeSchema,
    purpose: purposeSchema.nullable().describe("What the platform keeps it for; null: what its owner likes"),
    owner: z.object({ id: idSchema("usr"), name: z.string() }),
    chunking: chunkingSchema,
    search_settings: searchSettingsSchema,
    embedding_model: z.string().nullable().describe("Whose vectors its passages have; null: words only"),
    search: z.enum(["hybrid", "keyword"]).describe("`keyword`: without an embedding model that is configured"),
    reindex: reindexSchema
      .nullable()
      .describe("The one that is being built; told only to those who may write, else null"),
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
    "storage_failed",
    "cancelled",
    "original_missing",
    "internal_error",
  ])
  .meta({ id: "DocumentFailure" });
export type DocumentFailure = z.infer<typeof documentFailureSchema>;

/** What the numbers in `page_from` and `page_to` count. */
export const pageKindSchema = z.enum(["page", "slide", "sheet"]).meta({ id: "PageKind" });
export type PageKind = z.infer<typeof pageKindSchema>;

/** What is being done to a document, and why it stands still when it does. */
export const documentActivitySchema = z
  .object({
    done: z.int().describe("So many of `total`"),
    total: z.int().describe("0 while it is not known"),
    unit: z.enum(["pages", "passages"]),
    waiting: z
      .enum(["rate_limited", "model_unavailable", "index_unavailable", "storage_unavailable"])
      .nullable()
      .describe(
        "Why it stands still: the embedding model or a limit asks for patience; the model, the search index or the store of files is away, or the store is full",
      ),
    until: timeSchema.nullable().describe("When it is tried again"),
  })
  .meta({ id: "DocumentActivity" });
export type DocumentActivity = z.infer<typeof documentActivitySchema>;

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
    activity: documentActivitySchema.nullable().describe("Null when it is finished, and while nothing is known"),
    queue_position: z
      .int()
      .nullable()
      .describe("While `queued`: so many documents come up until it does, itself counted. Organisations take turns"),
    estimated_seconds_left: z.number().nullable().describe("Until it is ready; null when it is finished or not known"),
    failure: z
      .object({ code: documentFailureSchema, reason: z.string(), stage: documentStateSchema })
      .nullable()
      .describe("Set when `state` is `failed`"),
    searchable: z.boolean().describe("A complete version is in the index (also while a newer one is being prepared)"),
    page_count: z.int().nullable(),
    page_kind: pageKindSchema.nullable().describe("What `page_from` and `page_to` count; null without pages"),
    unread_pages: z.int().describe("Pages that are pictures; what they say is not found"),
    recognised_pages: z.int().describe("Pages whose text was recognised (OCR) and may hold mistakes"),
    chunk_count: z.int(),
    title: z.string().nullable(),
    language: z.string().nullable(),
    tags: z.array(z.string()),
    restricted: z.boolean().describe("Only those whom a grant of its own names may read it, and the owner"),
    created_at: timeSchema,
    updated_at: timeSchema,
  })
  .meta({ id: "Document" });
export type Document = z.infer<typeof documentSchema>;
export const documentPageSchema = pageSchema("DocumentPage", documentSchema);
export const documentListQuerySchema = pageQuerySchema.extend({
  state: z
    .enum([...documentStateSchema.options, "unfinished"])
    .optional()
    .describe("`unfinished`: neither ready nor failed"),
  search: z.string().max(200).optional().describe("Part of the name"),
  media_type: z.string().max(200).optional().describe("Only files of this kind"),
  tag: z.string().max(50).optional().describe("Only documents with this tag"),
  sort: z
    .enum(["newest", "oldest", "name", "largest"])
    .default("newest")
    .describe("A cursor holds for the order it was given in"),
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
    use_cache: z.boolean().default(true).describe("False: search anew, whatever was found before"),
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
    from_cache: z
      .enum(["exact", "similar"])
      .nullable()
      .describe("What was found was kept from the same question, or from one that counts as the same"),
  })
  .meta({ id: "KnowledgeQueryResult" });
export type QueryResult = z.infer<typeof queryResultSchema>;
