import { z } from "zod";

export const pageQuerySchema = z.object({
  limit: z.coerce.number().int().min(1).max(200).default(50).describe("Entries on a page, 1 to 200"),
  // One that holds the name of a document is the longest: 255 characters of four bytes, written as base64.
  cursor: z.string().max(2000).optional().describe("`next_cursor` of the page before"),
});

/**
 * The answer of every list route.
 * @param id OpenAPI name of the page
 * @param item schema of one entry
 */
export function pageSchema<Item extends z.ZodType>(id: string, item: Item) {
  return z
    .object({
      data: z.array(item),
      next_cursor: z.string().nullable().describe("Give it as `cursor` to get the next page; null on the last"),
    })
    .meta({ id });
}

export const timeSchema = z.iso
  .datetime()
  // The calendar of the database goes from the year 1 before Christ to the year 1.
  .refine((time) => !time.startsWith("0000"), { message: "There is no year 0" })
  .describe("RFC 3339, UTC")
  .meta({ example: "2026-11-23T09:30:00.000Z" });

/** An identifier: a prefix that names the kind, then a UUID. */
export function idSchema(prefix: string) {
  return z
    .string()
    .max(64)
    .meta({ example: `${prefix}_01980f5e-7c1a-7d5e-9a53-0a5b8c2f5d10` });
}
