import type {
  Chunking,
  DocumentFailure,
  DocumentState,
  GrantEffect,
  GrantRight,
  GrantSubjectKind,
  KnowledgeBaseScope,
} from "@eai/contract";
import { people, tenants } from "@eai/modules/identity";
import { instant } from "@eai/modules/kernel";
import { sql } from "drizzle-orm";
import { bigint, boolean, index, integer, jsonb, pgTable, real, text, uniqueIndex } from "drizzle-orm/pg-core";

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
    name: text("name").notNull(),
    description: text("description").notNull().default(""),
    chunking: jsonb("chunking").$type<Chunking>().notNull(),
    /** Counts up with each change of what can be found here. */
    revision: integer("revision").notNull().default(0),
    createdAt: instant("created_at").notNull().defaultNow(),
    updatedAt: instant("updated_at").notNull().defaultNow(),
  },
  (table) => [index("knowledge_bases_tenant").on(table.tenantId), index("knowledge_bases_owner").on(table.ownerId)],
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
    createdAt: instant("created_at").notNull().defaultNow(),
    updatedAt: instant("updated_at").notNull().defaultNow(),
  },
  (table) => [
    uniqueIndex("documents_name").on(table.knowledgeBaseId, table.name),
    index("documents_restricted").on(table.knowledgeBaseId).where(sql`restricted`),
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
    failureCode: text("failure_code").$type<DocumentFailure>(),
    failureReason: text("failure_reason"),
    failureStage: text("failure_stage").$type<DocumentState>(),
    title: text("title"),
    language: text("language"),
    pageCount: integer("page_count"),
    chunkCount: integer("chunk_count").notNull().default(0),
    embeddingModel: text("embedding_model"),
    createdAt: instant("created_at").notNull().defaultNow(),
    updatedAt: instant("updated_at").notNull().defaultNow(),
    readyAt: instant("ready_at"),
  },
  (table) => [
    uniqueIndex("document_versions_ordinal").on(table.documentId, table.ordinal),
    index("document_versions_file_key").on(table.fileKey),
    index("document_versions_unfinished").on(table.leaseExpiresAt).where(sql`state not in ('ready', 'failed')`),
  ],
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
  },
  (table) => [
    uniqueIndex("chunks_version_ordinal").on(table.versionId, table.ordinal),
    index("chunks_document").on(table.documentId),
  ],
);
