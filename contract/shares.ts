import { z } from "zod";
import { messageSchema } from "./chat.ts";
import { idSchema, pageSchema, timeSchema } from "./pagination.ts";

export const shareSchema = z
  .object({
    id: idSchema("shr"),
    session_id: idSchema("ses"),
    title: z
      .string()
      .describe("As readers see it: the one you gave, else your first question. Never one that a model wrote"),
    message_id: idSchema("msg").describe("The last answer that is shown"),
    created_at: timeSchema,
    updated_at: timeSchema.describe("When it was shared or renewed last"),
    link: z.string().describe("Path of the page for readers"),
  })
  .meta({ id: "Share" });
export type Share = z.infer<typeof shareSchema>;

export const putShareSchema = z
  .strictObject({
    message_id: idSchema("msg")
      .optional()
      .describe("What is shown ends with this answer, on its branch. Left out: the latest"),
  })
  .meta({ id: "PutShare" });

export const sharedSessionSchema = z
  .object({
    id: idSchema("shr"),
    title: z.string(),
    owner_name: z.string(),
    updated_at: timeSchema.describe("When it was shared or renewed last"),
  })
  .meta({ id: "SharedSession" });
export type SharedSession = z.infer<typeof sharedSessionSchema>;

export const sharedMessageSchema = messageSchema
  .extend({
    withheld: z
      .boolean()
      .describe("The answer rests on documents that you may not all read: it has no text and no citations"),
  })
  .meta({ id: "SharedMessage" });
export type SharedMessage = z.infer<typeof sharedMessageSchema>;
export const sharedMessagePageSchema = pageSchema("SharedMessagePage", sharedMessageSchema);
