import { z } from "zod";
import { citationSchema, messageStateSchema, noticeSchema, textSpanSchema, usageSchema } from "./chat.ts";
import { idSchema } from "./pagination.ts";

/**
 * The data parts of the answer stream, beside the text parts of the AI SDK's UI-message stream.
 * On the wire a part is `{"type": "data-<name>", "data": …}`; the names are the keys here.
 */
export const streamDataSchemas = {
  session: z.object({
    session_id: idSchema("ses"),
    title: z.string(),
    question_id: idSchema("msg"),
    answer_id: idSchema("msg"),
    parent_id: idSchema("msg").nullable().describe("The answer that the question follows"),
  }),
  stage: z.object({
    stage: z.enum(["retrieving", "generating"]),
    knowledge_base_count: z.int().optional(),
    passage_count: z.int().optional(),
    model: z.string().optional().describe("With `generating`: the model that was asked"),
    served_by: z.string().nullable().optional().describe("The region or endpoint that answers, once it is known"),
  }),
  citation: citationSchema,
  notice: z.object({ notice: noticeSchema }),
  usage: usageSchema.extend({ model: z.string(), served_by: z.string().nullable() }),
  settled: z.object({
    state: messageStateSchema,
    text: z.string().describe("The final text, as stored"),
    unsupported: z.array(textSpanSchema).describe("Sentences of it that no passage supports"),
  }),
} as const;

export type StreamData = { [Name in keyof typeof streamDataSchemas]: z.infer<(typeof streamDataSchemas)[Name]> };
