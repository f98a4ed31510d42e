import { z } from "zod";
import { documentSchema, documentStateSchema } from "./knowledge.ts";
import { idSchema, pageQuerySchema, pageSchema } from "./pagination.ts";

const plainText = z
  .string()
  .trim()
  .max(200)
  .regex(/^[^\p{Cc}]*$/u, "Leave out control characters");

export const findDocumentsQuerySchema = pageQuerySchema.extend({
  query: plainText.optional().describe("Part of the name"),
  tag: plainText.optional().describe("Only documents that have this tag"),
  knowledge_base_id: idSchema("kb").optional(),
  state: z
    .enum([...documentStateSchema.options, "unfinished"])
    .optional()
    .describe("`unfinished`: neither ready nor failed"),
});

export const foundDocumentSchema = documentSchema
  .extend({ knowledge_base: z.object({ id: idSchema("kb"), name: z.string() }) })
  .meta({ id: "FoundDocument" });
export type FoundDocument = z.infer<typeof foundDocumentSchema>;
export const foundDocumentPageSchema = pageSchema("FoundDocumentPage", foundDocumentSchema);

export const listTagsQuerySchema = pageQuerySchema.extend({
  query: plainText.optional().describe("Part of the tag"),
  knowledge_base_id: idSchema("kb").optional(),
});

export const tagSchema = z
  .object({ tag: z.string(), document_count: z.int().describe("Of the documents you may read") })
  .meta({ id: "Tag" });
export type Tag = z.infer<typeof tagSchema>;
export const tagPageSchema = pageSchema("TagPage", tagSchema);
