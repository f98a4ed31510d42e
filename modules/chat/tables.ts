import type { Citation, ErrorCode, MessageState, Notice, SearchFilters, Usage } from "@eai/contract";
import type { UsageDraft } from "@eai/modules/governance";
import { people } from "@eai/modules/identity";
import { type Context, instant } from "@eai/modules/kernel";
import { sql } from "drizzle-orm";
import { boolean, index, integer, jsonb, pgTable, text, uniqueIndex } from "drizzle-orm/pg-core";

/** What a person keeps conversations in; `session-folders` on the wire. */
export const conversationFolders = pgTable(
  "conversation_folders",
  {
    id: text("id").primaryKey(),
    tenantId: text("tenant_id").notNull(),
    personId: text("person_id")
      .notNull()
      .references(() => people.id, { onDelete: "cascade" }),
    name: text("name").notNull(),
    createdAt: instant("created_at").notNull().defaultNow(),
  },
  (table) => [uniqueIndex("conversation_folders_name").on(table.personId, sql`lower(${table.name})`)],
);

/** A conversation; `session` on the wire. */
export const conversations = pgTable(
  "conversations",
  {
    id: text("id").primaryKey(),
    tenantId: text("tenant_id").notNull(),
    personId: text("person_id")
      .notNull()
      .references(() => people.id, { onDelete: "cascade" }),
    title: text("title").notNull(),
    /** `person` titles are never replaced by the model's. */
    titleSource: text("title_source").$type<"fallback" | "model" | "person">().notNull(),
    pinned: boolean("pinned").notNull().default(false),
    model: text("model"),
    knowledgeBaseIds: text("knowledge_base_ids").array().notNull(),
    /** Single documents that are searched beside them. */
    documentIds: text("document_ids").array().notNull().default([]),
    folderId: text("folder_id").references(() => conversationFolders.id, { onDelete: "set null" }),
    createdAt: instant("created_at").notNull().defaultNow(),
    updatedAt: instant("updated_at").notNull().defaultNow(),
  },
  (table) => [
    index("conversations_person").on(table.personId, table.pinned, table.updatedAt),
    index("conversations_folder").on(table.folderId).where(sql`folder_id is not null`),
  ],
);

/** The model call of an answer being written: what recovery needs to record it when the process dies. */
export interface OpenCall {
  usage: UsageDraft;
  channel: Context["channel"];
  requestId: string;
  /** Whose budgets it is charged to, beside the person's own and those of their tenants. */
  groupIds?: readonly string[];
  apiKeyId?: string | null;
}

/** From the first character to behind the last, in UTF-16 units. */
export interface TextSpan {
  start: number;
  end: number;
}

/** Those of before a document's version was told have none. */
export type StoredCitation = Omit<Citation, "version" | "page_kind"> & Partial<Pick<Citation, "version" | "page_kind">>;

export const messages = pgTable(
  "messages",
  {
    id: text("id").primaryKey(),
    conversationId: text("conversation_id")
      .notNull()
      .references(() => conversations.id, { onDelete: "cascade" }),
    /** Counts what was written in the conversation, on whichever branch. */
    ordinal: integer("ordinal").notNull(),
    /**
     * Of an answer its question, of a question the answer it follows; null where the conversation begins. A branch is what
     * is found by going back from its end. No key refers to it: messages go only with their conversation.
     */
    parentId: text("parent_id"),
    role: text("role").$type<"user" | "assistant">().notNull(),
    text: text("text").notNull(),
    /** The text as it is looked through, without capitals; null while an answer is being written. */
    searchText: text("search_text"),
    state: text("state").$type<MessageState>().notNull(),
    /** Of a question: the single documents it was asked of, and what narrowed the rest. */
    documentIds: text("document_ids").array().notNull().default([]),
    filters: jsonb("filters").$type<SearchFilters>(),
    errorCode: text("error_code").$type<ErrorCode>(),
    errorDetail: text("error_detail"),
    /** Of an answer being written: every passage the model was given. Of a settled one: those it cites. */
    citations: jsonb("citations").$type<StoredCitation[]>().notNull().default([]),
    /**
     * Every document the model was told of when it wrote this answer, cited or not, and those behind the earlier answers
     * it was shown: the answer goes into a later prompt only while all of them may be read.
     */
    sourceDocumentIds: text("source_document_ids").array().notNull().default([]),
    notices: jsonb("notices").$type<Notice[]>().notNull().default([]),
    /** Sentences of a settled answer that no passage supports, as places in its text. */
    unsupported: jsonb("unsupported").$type<TextSpan[]>().notNull().default([]),
    feedback: text("feedback").$type<"up" | "down">(),
    feedbackReason: text("feedback_reason"),
    feedbackAt: instant("feedback_at"),
    model: text("model"),
    servedBy: text("served_by"),
    usage: jsonb("usage").$type<Usage>(),
    /** While an answer is being written its process renews this; an answer past it was left by a dead process. */
    leaseExpiresAt: instant("lease_expires_at"),
    openCall: jsonb("open_call").$type<OpenCall>(),
    stopRequestedAt: instant("stop_requested_at"),
    createdAt: instant("created_at").notNull().defaultNow(),
    settledAt: instant("settled_at"),
  },
  (table) => [
    uniqueIndex("messages_ordinal").on(table.conversationId, table.ordinal),
    /** At most one answer is being written in a conversation. */
    uniqueIndex("messages_one_open_answer").on(table.conversationId).where(sql`state in ('pending', 'streaming')`),
    /** What recovery looks through. */
    index("messages_lease").on(table.leaseExpiresAt).where(sql`state in ('pending', 'streaming')`),
  ],
);

/** What of a conversation others in the organisation may read: one branch, up to an answer. Revoked by removing the row. */
export const conversationShares = pgTable("conversation_shares", {
  /** What a link names. */
  id: text("id").primaryKey(),
  conversationId: text("conversation_id")
    .notNull()
    .unique("conversation_shares_conversation")
    .references(() => conversations.id, { onDelete: "cascade" }),
  /** The root tenant within which it was shared. */
  organizationId: text("organization_id").notNull(),
  /** The last answer that is shown. No key refers to it: messages go only with their conversation. */
  messageId: text("message_id").notNull(),
  /** As readers see it: never one that a model wrote, since it comes from an answer. */
  title: text("title").notNull(),
  createdAt: instant("created_at").notNull().defaultNow(),
  updatedAt: instant("updated_at").notNull().defaultNow(),
});
