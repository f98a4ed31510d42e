import type {
  Chunking,
  DocumentFailure,
  DocumentState,
  EvaluatedQuestion,
  EvaluationMetrics,
  GrantEffect,
  GrantRight,
  GrantSubjectKind,
  KnowledgeBasePurpose,
  KnowledgeBaseScope,
  PageKind,
} from "@eai/contract";
import { people, tenants } from "@eai/modules/identity";
import { instant } from "@eai/modules/kernel";
import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  check,
  customType,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  real,
  text,
  uniqueIndex,
} from "drizzle-orm/pg-core";

/** How a knowledge base is searched; what is left out is decided by the platform. */
export interface SearchSettings {
  /** Ask the reranking model where one is configured; default true. */
  rerank?: boolean;
  /** Cosine similarity from which a passage is near enough; left out: that of the embedding model. */
  minimumSimilarity?: number;
}

/** The semantic cache of a knowledge base; what is left out is decided by the platform. */
export interface CacheSettings {
  enabled?: boolean;
  /** Cosine similarity from which two questions count as the same. */
  similarity?: number;
  ttlSeconds?: number;
  entryLimit?: number;
}

/** What a stage of ingestion is doing. */
export interface IngestionActivity {
  done: number;
  total: number;
  unit: "pages" | "passages";
  /** Why it stands still at the moment. */
  waiting?: "rate_limited" | "model_unavailable" | "index_unavailable" | "storage_unavailable";
  /** RFC 3339: when it is tried again. */
  until?: string;
  /** RFC 3339: since when it has been put off, again and again. */
  since?: string;
}

export const knowledgeBases = pgTable(
  "knowledge_bases",
  {
    id: text("id").primaryKey(),
    tenantId: text("tenant_id")
      .notNull()
      .references(() => tenants.id),
    ownerId: text("owner_id")
      .notNull()
      .references(() => people.id),
    scope: text("scope").$type<KnowledgeBaseScope>().notNull(),
    /** Null for what people make; the platform's own are personal for ever. */
    purpose: text("purpose").$type<KnowledgeBasePurpose>(),
    name: text("name").notNull(),
    description: text("description").notNull().default(""),
    chunking: jsonb("chunking").$type<Chunking>().notNull(),
    /** Counts up with each change of what can be found here. */
    revision: integer("revision").notNull().default(0),
    /** Whose vectors its passages have; null: words only. Changed by a re-index alone. */
    embeddingModel: text("embedding_model"),
    search: jsonb("search").$type<SearchSettings>().notNull().default({}),
    cache: jsonb("cache").$type<CacheSettings>().notNull().default({}),
    createdAt: instant("created_at").notNull().defaultNow(),
    updatedAt: instant("updated_at").notNull().defaultNow(),
  },
  (table) => [
    index("knowledge_bases_tenant").on(table.tenantId),
    index("knowledge_bases_owner").on(table.ownerId),
    /** One of each kind for a person in a tenant. */
    uniqueIndex("knowledge_bases_purpose")
      .on(table.ownerId, table.tenantId, table.purpose)
      .where(sql`purpose is not null`),
    check("knowledge_bases_purpose_personal", sql`purpose is null or scope = 'personal'`),
  ],
);

/** A document is a name in a knowledge base; what it says is in its versions. */
export const documents = pgTable(
  "documents",
  {
    id: text("id").primaryKey(),
    knowledgeBaseId: text("knowledge_base_id")
      .notNull()
      .references(() => knowledgeBases.id, { onDelete: "cascade" }),
    name: text("name").notNull(),
    /** The complete version that search and readers see; null until the first is ready. */
    currentVersionId: text("current_version_id"),
    /** The newest version, complete or not; its state is the document's state. */
    latestVersionId: text("latest_version_id").notNull(),
    createdBy: text("created_by").notNull(),
    /** Only those whom a grant of its own names may read it, whoever may read the knowledge base. */
    restricted: boolean("restricted").notNull().default(false),
    /** Words people filter a search by. */
    tags: text("tags").array().notNull().default([]),
    createdAt: instant("created_at").notNull().defaultNow(),
    updatedAt: instant("updated_at").notNull().defaultNow(),
  },
  (table) => [
    uniqueIndex("documents_name").on(table.knowledgeBaseId, table.name),
    index("documents_restricted").on(table.knowledgeBaseId).where(sql`restricted`),
    // New entries go straight into the index: nothing tidies a pending list on the embedded database.
    index("documents_tags").using("gin", table.tags).with({ fastupdate: false }),
  ],
);

/** Who beside owner and scope may use a knowledge base or one document of it, and who may not. */
export const knowledgeGrants = pgTable(
  "knowledge_grants",
  {
    id: text("id").primaryKey(),
    knowledgeBaseId: text("knowledge_base_id")
      .notNull()
      .references(() => knowledgeBases.id, { onDelete: "cascade" }),
    /** Null: for the knowledge base as a whole. */
    documentId: text("document_id").references(() => documents.id, { onDelete: "cascade" }),
    subjectKind: text("subject_kind").$type<GrantSubjectKind>().notNull(),
    /** A person's, group's or tenant's id; their prefixes tell them apart. */
    subjectId: text("subject_id").notNull(),
    effect: text("effect").$type<GrantEffect>().notNull(),
    /** What an `allow` gives; `write` includes `read`. A `deny` takes everything. */
    right: text("right").$type<GrantRight>().notNull(),
    createdBy: text("created_by").notNull(),
    createdAt: instant("created_at").notNull().defaultNow(),
  },
  (table) => [
    uniqueIndex("knowledge_grants_subject").on(
      table.knowledgeBaseId,
      sql`coalesce(${table.documentId}, '')`,
      table.subjectId,
    ),
    index("knowledge_grants_of_subject").on(table.subjectId, table.knowledgeBaseId),
    index("knowledge_grants_document").on(table.documentId),
  ],
);

export const documentVersions = pgTable(
  "document_versions",
  {
    id: text("id").primaryKey(),
    documentId: text("document_id")
      .notNull()
      .references(() => documents.id, { onDelete: "cascade" }),
    knowledgeBaseId: text("knowledge_base_id").notNull(),
    /** The order in which versions of a document were asked for: the highest complete one is the current one. */
    ordinal: integer("ordinal").notNull(),
    /** Counts uploads; a version made again from the same bytes keeps its number. */
    number: integer("number").notNull(),
    contentHash: text("content_hash").notNull(),
    fileKey: text("file_key").notNull(),
    mediaType: text("media_type").notNull(),
    sizeBytes: bigint("size_bytes", { mode: "number" }).notNull(),
    /** When its bytes came; one made again from the same bytes keeps the time. What retention counts from. */
    uploadedAt: instant("uploaded_at").notNull().defaultNow(),
    state: text("state").$type<DocumentState>().notNull(),
    /** Of the whole ingestion, 0 to 1. */
    progress: real("progress").notNull().default(0),
    /** Fences late workers: only the worker that holds this attempt may write. */
    attempt: integer("attempt").notNull().default(0),
    /** Attempts that did not end by themselves or failed for an unknown reason; too many, and the version fails. */
    tries: integer("tries").notNull().default(0),
    /** Until when the worker of this attempt is taken to be alive; null while nobody works on it. */
    leaseExpiresAt: instant("lease_expires_at"),
    /** What the stage is doing, for the person who waits; null while nothing is known. */
    activity: jsonb("activity").$type<IngestionActivity>(),
    /** When the present attempt began; what is left is estimated from here. */
    startedAt: instant("started_at"),
    /** Made by this re-index, with its settings; null: with those the knowledge base had at the time. */
    reindexId: text("reindex_id"),
    /** Replaced by this re-index, and kept for the way back. */
    retiredBy: text("retired_by"),
    failureCode: text("failure_code").$type<DocumentFailure>(),
    failureReason: text("failure_reason"),
    failureStage: text("failure_stage").$type<DocumentState>(),
    title: text("title"),
    language: text("language"),
    pageCount: integer("page_count"),
    pageKind: text("page_kind").$type<PageKind>(),
    /** Pages that are pictures: left unread, or read by text recognition. */
    unreadPages: integer("unread_pages").notNull().default(0),
    recognisedPages: integer("recognised_pages").notNull().default(0),
    /** What the file says of its own date; without one the upload counts. */
    datedAt: instant("dated_at"),
    /** Where the extracted text is kept, for the reader; null for versions made before it was. */
    textFileKey: text("text_file_key"),
    chunkCount: integer("chunk_count").notNull().default(0),
    embeddingModel: text("embedding_model"),
    createdAt: instant("created_at").notNull().defaultNow(),
    updatedAt: instant("updated_at").notNull().defaultNow(),
    readyAt: instant("ready_at"),
  },
  (table) => [
    uniqueIndex("document_versions_ordinal").on(table.documentId, table.ordinal),
    index("document_versions_file_key").on(table.fileKey),
    index("document_versions_text_file_key").on(table.textFileKey),
    index("document_versions_reindex").on(table.reindexId),
    index("document_versions_retired").on(table.retiredBy).where(sql`retired_by is not null`),
    index("document_versions_knowledge_base").on(table.knowledgeBaseId),
    index("document_versions_unfinished").on(table.leaseExpiresAt).where(sql`state not in ('ready', 'failed')`),
    index("document_versions_waiting").on(table.knowledgeBaseId, table.id).where(sql`state not in ('ready', 'failed')`),
    index("document_versions_ready_at").on(table.readyAt),
  ],
);

/** 32-bit floats, one after the other. */
const floatsColumn = customType<{ data: Float32Array; driverData: Uint8Array }>({
  dataType: () => "bytea",
  toDriver: (floats) => new Uint8Array(floats.buffer, floats.byteOffset, floats.byteLength),
  // Copied: the bytes a driver gives may begin anywhere in a buffer of its own.
  fromDriver: (bytes) => new Float32Array(Uint8Array.from(bytes).buffer),
});

/** Vectors of a version that was not completed yet: what has been paid for is not paid again after a crash. */
export const savedVectors = pgTable(
  "saved_vectors",
  {
    versionId: text("version_id")
      .notNull()
      .references(() => documentVersions.id, { onDelete: "cascade" }),
    embeddedHash: text("embedded_hash").notNull(),
    vector: floatsColumn("vector").notNull(),
  },
  (table) => [primaryKey({ columns: [table.versionId, table.embeddedHash] })],
);

/** The passages of a version, as readers and citations see them. How they are found is the index's matter. */
export const chunks = pgTable(
  "chunks",
  {
    id: text("id").primaryKey(),
    versionId: text("version_id")
      .notNull()
      .references(() => documentVersions.id, { onDelete: "cascade" }),
    documentId: text("document_id").notNull(),
    knowledgeBaseId: text("knowledge_base_id").notNull(),
    ordinal: integer("ordinal").notNull(),
    text: text("text").notNull(),
    pageFrom: integer("page_from"),
    pageTo: integer("page_to"),
    headingPath: text("heading_path").array().notNull(),
    startChar: integer("start_char").notNull(),
    endChar: integer("end_char").notNull(),
    tokenCount: integer("token_count").notNull(),
    /** What a model wrote on where the passage stands, to be found by; not part of what is cited. */
    context: text("context"),
    /** SHA-256 of the embedding model and what was embedded: the same text is not embedded twice. */
    embeddedHash: text("embedded_hash"),
  },
  (table) => [
    uniqueIndex("chunks_version_ordinal").on(table.versionId, table.ordinal),
    index("chunks_document").on(table.documentId),
    index("chunks_embedded_hash").on(table.embeddedHash),
  ],
);

/** A re-index beside the index in use: new settings, the same documents; in use once it is complete. */
export const reindexes = pgTable(
  "reindexes",
  {
    id: text("id").primaryKey(),
    knowledgeBaseId: text("knowledge_base_id")
      .notNull()
      .references(() => knowledgeBases.id, { onDelete: "cascade" }),
    state: text("state").$type<ReindexState>().notNull(),
    settings: jsonb("settings").$type<IndexSettings>().notNull(),
    /** Those in use when it began: the way back. */
    before: jsonb("before").$type<IndexSettings>().notNull(),
    createdBy: text("created_by").notNull(),
    createdAt: instant("created_at").notNull().defaultNow(),
    switchedAt: instant("switched_at"),
    endedAt: instant("ended_at"),
  },
  (table) => [
    index("reindexes_knowledge_base").on(table.knowledgeBaseId, table.id),
    uniqueIndex("reindexes_one_building").on(table.knowledgeBaseId).where(sql`state = 'building'`),
  ],
);

/** What decides how passages are made and found. */
export interface IndexSettings {
  chunking: Chunking;
  embeddingModel: string | null;
}

/** `building` → `active` → `reverted` or `replaced`; or `cancelled`. `active` is in use and can be taken back. */
export type ReindexState = "building" | "active" | "replaced" | "reverted" | "cancelled";

/** Versions that left the rows and are still to leave an index outside the database; none of them is found. */
export const indexRemovals = pgTable(
  "index_removals",
  {
    versionId: text("version_id").primaryKey(),
    /** Empty when it is not known: then it is left out of every search. */
    knowledgeBaseId: text("knowledge_base_id").notNull(),
    createdAt: instant("created_at").notNull().defaultNow(),
    /** Not before: what is being uploaded is removed only when nobody completed it. */
    dueAt: instant("due_at").notNull().defaultNow(),
  },
  (table) => [index("index_removals_knowledge_base").on(table.knowledgeBaseId)],
);

/** A question whose answer is known to stand in certain documents: what search is measured by. */
export const goldenQuestions = pgTable(
  "golden_questions",
  {
    id: text("id").primaryKey(),
    knowledgeBaseId: text("knowledge_base_id")
      .notNull()
      .references(() => knowledgeBases.id, { onDelete: "cascade" }),
    question: text("question").notNull(),
    /** Where the answer stands; empty: not judged yet. */
    expected: jsonb("expected").$type<ExpectedPassage[]>().notNull(),
    source: text("source").$type<"typed" | "import" | "feedback">().notNull(),
    createdBy: text("created_by").notNull(),
    createdAt: instant("created_at").notNull().defaultNow(),
    updatedAt: instant("updated_at").notNull().defaultNow(),
  },
  (table) => [uniqueIndex("golden_questions_question").on(table.knowledgeBaseId, sql`md5(${table.question})`)],
);

/** A place that answers a golden question. Documents are named, not numbered, so that a set can be carried over. */
export interface ExpectedPassage {
  documentName: string;
  /** Left out: anywhere in the document. */
  page?: number;
  /** Words that stand in the passage; left out: any passage. */
  text?: string;
  /** 1 to 3; default 1. */
  grade?: number;
}

/** One run over the golden questions of a knowledge base, with the settings it was run with. */
export const evaluations = pgTable(
  "evaluations",
  {
    id: text("id").primaryKey(),
    knowledgeBaseId: text("knowledge_base_id")
      .notNull()
      .references(() => knowledgeBases.id, { onDelete: "cascade" }),
    /** What it was run for: by hand, or the re-index that was about to change the settings or had changed them. */
    trigger: text("trigger").$type<"manual" | "before_change" | "after_change">().notNull(),
    settings: jsonb("settings").$type<Record<string, unknown>>().notNull(),
    metrics: jsonb("metrics").$type<EvaluationMetrics>().notNull(),
    results: jsonb("results").$type<EvaluatedQuestion[]>().notNull(),
    createdBy: text("created_by").notNull(),
    createdAt: instant("created_at").notNull().defaultNow(),
  },
  (table) => [index("evaluations_knowledge_base").on(table.knowledgeBaseId, table.id)],
);
