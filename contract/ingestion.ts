import { z } from "zod";

/** And those that change the direction, or are not seen: with them one tag can look like another. */
const controlCharacters = /[\p{Cc}\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/u;

/** Words people filter a search by. */
export const tagsSchema = z
  .array(
    z
      .string()
      .trim()
      .normalize()
      .min(1, "A tag has at least one character")
      .max(50, "A tag has 50 characters at most")
      .refine((tag) => !tag.includes(",") && !controlCharacters.test(tag), {
        message: "A tag is a word, without commas and invisible characters",
      }),
  )
  .max(20, "A document has 20 tags at most")
  .meta({ id: "Tags" });

export const updateDocumentSchema = z
  .strictObject({
    tags: tagsSchema.optional().describe("All of them: what is left out here is taken away"),
    name: z
      .string()
      .trim()
      .min(1, "Give it a name")
      .max(255)
      .optional()
      .describe("Search knows it by the old name until it is ingested again"),
  })
  .refine((value) => Object.keys(value).length > 0, { message: "Give at least one field to change" })
  .meta({ id: "UpdateDocument" });
export type UpdateDocument = z.input<typeof updateDocumentSchema>;

/** How many documents an order for all of a knowledge base came to. */
export const documentCountSchema = z
  .object({ documents: z.int().describe("How many it came to") })
  .meta({ id: "DocumentCount" });
export type DocumentCount = z.infer<typeof documentCountSchema>;

export { retryableFailures } from "./retryable-failures.ts";
