import { z } from "zod";
import { pageKindSchema } from "./knowledge.ts";
import { idSchema } from "./pagination.ts";

const offset = z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER);

export const documentTextQuerySchema = z.strictObject({
  from: offset.default(0).describe("Where to begin, in UTF-16 units of the extracted text"),
  to: offset.optional().describe("Where to end; an answer holds 200,000 units at most"),
});

export const documentTextSchema = z
  .object({
    document_id: idSchema("doc"),
    version: z.int().nullable().describe("Whose text it is; null until a version is complete"),
    page_kind: pageKindSchema.nullable().describe("What `pages` count; null without pages"),
    length: z.int().nullable().describe("Of the whole text; null where none is kept"),
    from: z.int(),
    to: z.int().describe("Behind the last unit of `text`; ask on from here while it is less than `length`"),
    text: z
      .string()
      .nullable()
      .describe("Null where none is kept: of documents prepared by earlier releases. Their passages are there"),
    pages: z
      .array(z.object({ page: z.int(), start: z.int() }))
      .describe("Pages, slides or sheets that begin in this part, and the one it begins in"),
  })
  .meta({ id: "DocumentText" });
export type DocumentText = z.infer<typeof documentTextSchema>;
