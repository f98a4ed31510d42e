import { z } from "zod";
import { pageKindSchema } from "./knowledge.ts";
import { idSchema, pageQuerySchema, pageSchema, timeSchema } from "./pagination.ts";
import { searchFiltersSchema } from "./search.ts";

export const chatRequestSchema = z
  .strictObject({
    message: z.string().trim().min(1, "Write a question").max(100_000),
    session_id: idSchema("ses").optional().describe("Leave out to open a new session"),
    parent_message_id: idSchema("msg")
      .nullable()
      .optional()
      .describe(
        "The answer of this session that the question follows; null: it begins the conversation anew. Left out: the " +
          "latest answer. The same text with the same parent asks again, another text edits the question",
      ),
    knowledge_base_ids: z
      .array(idSchema("kb"))
      .max(50)
      .optional()
      .describe("Where to search. Left out: the selection of the session; of a new session, none"),
    document_ids: z
      .array(idSchema("doc"))
      .max(50)
      .optional()
      .describe(
        "Documents to search beside the knowledge bases, whatever `filters` say. Left out: those of the session; of a new session, none",
      ),
    filters: searchFiltersSchema
      .optional()
      .describe("Of this question only: which documents of its knowledge bases are searched"),
    use_cache: z.boolean().optional().describe("False: search anew, whatever was found before"),
    model: z.string().max(200).optional().describe("A `name` of `GET /api/v1/models`; left out: the default"),
  })
  .refine((request) => typeof request.parent_message_id !== "string" || request.session_id !== undefined, {
    path: ["parent_message_id"],
    message: "Give the session_id that this answer is in as well",
  })
  .meta({ id: "ChatRequest", example: { message: "How many days of holiday do I have?", knowledge_base_ids: [] } });
export type ChatRequest = z.infer<typeof chatRequestSchema>;

export const citationSchema = z
  .object({
    number: z.int().describe("The [n] in the text"),
    chunk_id: idSchema("chk"),
    document_id: idSchema("doc"),
    document_name: z.string(),
    version: z.int().describe("Of the document: counts its uploads"),
    knowledge_base_id: idSchema("kb"),
    page_from: z.int().nullable(),
    page_to: z.int().nullable(),
    page_kind: pageKindSchema.nullable().describe("What page_from and page_to count; null without pages"),
    heading_path: z.array(z.string()),
    passage: z.string().describe("The exact text that was given to the model"),
    start_char: z.int().describe("Of the passage in the extracted text, in UTF-16 units"),
    end_char: z.int(),
    quote_start_char: z
      .int()
      .optional()
      .describe("The part of the passage that the answer rests on, where it was found; in the extracted text as well"),
    quote_end_char: z.int().optional(),
    link: z.string().describe("Path of the page that shows the passage"),
    outdated: z
      .boolean()
      .optional()
      .describe("True when the document has a newer version since: the passage is that of the version it names"),
    available: z
      .boolean()
      .describe("False when the document is gone or you may no longer see it; passage is then empty"),
  })
  .meta({ id: "Citation" });
export type Citation = z.infer<typeof citationSchema>;

export const usageSchema = z
  .object({
    prompt_tokens: z.int(),
    cached_tokens: z.int(),
    completion_tokens: z.int(),
    reasoning_tokens: z.int(),
    cost_micro_usd: z.int(),
    estimated: z.boolean().describe("The provider gave no figures; these were counted here"),
  })
  .meta({ id: "Usage" });
export type Usage = z.infer<typeof usageSchema>;

export const messageStateSchema = z
  .enum(["pending", "streaming", "complete", "stopped", "failed", "interrupted", "filtered"])
  .describe("`stopped`: by the person; `interrupted`: the server went away while writing")
  .meta({ id: "MessageState" });
export type MessageState = z.infer<typeof messageStateSchema>;

/** What the person is told about an answer besides its text. */
export const noticeSchema = z
  .enum([
    "no_language_model",
    "keyword_search_only",
    "no_evidence_found",
    "retrieved_from_cache",
    "history_compacted",
    "history_withheld",
    "marker_removed",
    "marker_corrected",
    "output_limit_reached",
  ])
  .meta({ id: "Notice" });
export type Notice = z.infer<typeof noticeSchema>;

export const textSpanSchema = z
  .object({
    start_char: z.int().describe("In UTF-16 units, as JavaScript counts"),
    end_char: z.int().describe("Behind the last character"),
  })
  .meta({ id: "TextSpan" });
export type TextSpan = z.infer<typeof textSpanSchema>;

export const askedDocumentSchema = z
  .object({
    id: idSchema("doc"),
    knowledge_base_id: idSchema("kb").nullable(),
    name: z.string().nullable(),
    available: z.boolean().describe("False when it is gone or you may no longer see it; the rest is then null"),
  })
  .meta({ id: "AskedDocument" });
export type AskedDocument = z.infer<typeof askedDocumentSchema>;

export const messageSchema = z
  .object({
    id: idSchema("msg"),
    session_id: idSchema("ses"),
    parent_id: idSchema("msg")
      .nullable()
      .describe("Of an answer its question, of a question the answer before it; null where the conversation begins"),
    role: z.enum(["user", "assistant"]),
    text: z.string(),
    state: messageStateSchema,
    error: z.object({ code: z.string(), detail: z.string() }).nullable(),
    documents: z
      .array(askedDocumentSchema)
      .describe("Of a question: the single documents it was asked of, files put into the chat among them"),
    filters: searchFiltersSchema.nullable().describe("Of a question: those it was asked with"),
    citations: z.array(citationSchema),
    unsupported: z
      .array(textSpanSchema)
      .describe(
        "Sentences of `text` that claim something and that no passage supports; none where nothing was searched",
      ),
    notices: z.array(noticeSchema),
    model: z.string().nullable(),
    served_by: z.string().nullable().describe("The region or endpoint that answered"),
    usage: usageSchema.nullable(),
    feedback: z
      .object({ rating: z.enum(["up", "down"]), reason: z.string().nullable() })
      .nullable()
      .describe("What you said of the answer"),
    created_at: timeSchema,
  })
  .meta({ id: "Message" });
export type Message = z.infer<typeof messageSchema>;
export const messagePageSchema = pageSchema("MessagePage", messageSchema);

export const sessionSchema = z
  .object({
    id: idSchema("ses"),
    title: z.string(),
    pinned: z.boolean(),
    model: z.string().nullable(),
    knowledge_base_ids: z.array(idSchema("kb")),
    document_ids: z.array(idSchema("doc")).describe("Searched beside them: files put into the chat, documents named"),
    folder_id: idSchema("fld").nullable(),
    shared: z.boolean().describe("Others in the organisation may read a part of it: `GET /api/v1/sessions/{id}/share`"),
    answering: z.boolean().describe("An answer is being written; `GET /api/v1/sessions/{id}/stream` follows it"),
    created_at: timeSchema,
    updated_at: timeSchema,
  })
  .meta({ id: "Session" });
export type Session = z.infer<typeof sessionSchema>;

export const sessionMatchSchema = z
  .object({
    message_id: idSchema("msg").nullable().describe("The latest message that says it; null when only the title does"),
    text: z.string().describe("What stands around it, on one line"),
    start_char: z.int().describe("Of what was found, in `text`; in UTF-16 units, as JavaScript counts"),
    end_char: z.int().describe("Behind the last character"),
  })
  .meta({ id: "SessionMatch" });
export type SessionMatch = z.infer<typeof sessionMatchSchema>;

export const listedSessionSchema = sessionSchema
  .extend({ match: sessionMatchSchema.nullable().describe("Where it says what was looked for; null without a query") })
  .meta({ id: "ListedSession" });
export type ListedSession = z.infer<typeof listedSessionSchema>;
export const sessionPageSchema = pageSchema("SessionPage", listedSessionSchema);

export const sessionQuerySchema = pageQuerySchema.extend({
  query: z
    .string()
    .trim()
    .min(1, "Write what to look for")
    .max(200)
    .optional()
    .describe("Finds it in titles and messages, in capitals or not"),
});

const title = z.string().trim().min(1, "Give it a title").max(200);
const knowledgeBaseIds = z.array(idSchema("kb")).max(50);
export const createSessionSchema = z
  .strictObject({ title: title.optional(), knowledge_base_ids: knowledgeBaseIds.default([]) })
  .meta({ id: "CreateSession" });
export const updateSessionSchema = z
  .strictObject({
    title: title.optional(),
    pinned: z.boolean().optional(),
    knowledge_base_ids: knowledgeBaseIds.optional(),
    document_ids: z.array(idSchema("doc")).max(50).optional(),
    folder_id: idSchema("fld").nullable().optional().describe("null: in no folder"),
  })
  .refine((value) => Object.keys(value).length > 0, { message: "Give at least one field to change" })
  .meta({ id: "UpdateSession" });

export const chatAnswerSchema = z.object({ session: sessionSchema, message: messageSchema }).meta({ id: "ChatAnswer" });
export type ChatAnswer = z.infer<typeof chatAnswerSchema>;
