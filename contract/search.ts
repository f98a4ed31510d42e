import { z } from "zod";
import { idSchema } from "./pagination.ts";

/** What a database can hold: there is no year 0, and an offset may lead beyond the year 9999. */
const firstTime = Date.parse("0001-01-01T00:00:00Z");
const lastTime = Date.parse("9999-12-31T23:59:59.999Z");
const dateOrTime = z
  .union([z.iso.date(), z.iso.datetime({ offset: true })], {
    error: "Give a date (2026-03-31) or a time with its offset (2026-03-31T12:00:00Z)",
  })
  .refine((value) => Date.parse(value) >= firstTime && Date.parse(value) <= lastTime, {
    message: "Give a year from 1 to 9999",
  });
const plainWord = z
  .string()
  .trim()
  .regex(/^[^\p{Cc}]{1,100}$/u, "1 to 100 characters, none of them a control character");

export const searchFiltersSchema = z
  .strictObject({
    document_ids: z.array(idSchema("doc")).min(1).max(100).optional(),
    media_types: z.array(plainWord).min(1).max(20).optional().describe("As the document's `media_type`"),
    dated_from: dateOrTime
      .optional()
      .describe(
        "The date of the file, or of its upload where it has none; a day without a time begins and ends in UTC",
      ),
    dated_to: dateOrTime.optional().describe("Included, with the whole day"),
    tags: z.array(plainWord).min(1).max(20).optional().describe("At least one of these"),
    languages: z
      .array(z.string().regex(/^[a-z]{2,3}$/, "ISO 639-1, such as en"))
      .min(1)
      .max(20)
      .optional(),
  })
  .describe("Only documents for which all of these hold are searched")
  .meta({ id: "SearchFilters" });
export type SearchFilters = z.output<typeof searchFiltersSchema>;

export const updateSearchSettingsSchema = z
  .strictObject({
    rerank: z.boolean().optional(),
    minimum_similarity: z.number().min(0).max(1).nullable().optional(),
  })
  .refine((value) => Object.keys(value).length > 0, { message: "Give at least one field to change" })
  .meta({ id: "UpdateSearchSettings" });

export const searchSettingsSchema = z
  .object({
    rerank: z.boolean().describe("Passages found are put in order by the reranking model, where one is configured"),
    minimum_similarity: z
      .number()
      .nullable()
      .describe("Cosine similarity from which a passage can be evidence; null: as measured for the embedding model"),
  })
  .meta({ id: "SearchSettings" });

export const passageScoresSchema = z.object({
  dense: z.number().nullable().describe("Cosine similarity; null where the search by meaning did not find it"),
  lexical: z.number().nullable().describe("BM25; null where the words did not find it"),
  fused: z.number().describe("0 to 1: both rankings together"),
  rerank: z.number().nullable().describe("What the reranking model gave; null where it was not asked"),
});

export const searchStageSchema = z
  .object({
    stage: z.enum(["embed", "index", "rerank", "read", "shape"]),
    outcome: z.enum(["done", "skipped", "failed"]).describe("`failed`: the search went on without it"),
    duration_ms: z.number(),
    note: z.string().nullable(),
  })
  .meta({ id: "SearchStage" });
export type SearchStage = z.infer<typeof searchStageSchema>;

export const droppedPassageSchema = z
  .object({
    chunk_id: idSchema("chk"),
    document_id: idSchema("doc"),
    document_name: z.string(),
    reason: z
      .enum(["duplicate", "merged", "document_limit", "beyond_limit"])
      .describe(
        "`duplicate`: says the same as another; `merged`: is part of another; `document_limit`: enough others of its document; `beyond_limit`: more than were asked for",
      ),
    into: idSchema("chk").nullable().describe("The passage that stands for it"),
  })
  .meta({ id: "DroppedPassage" });

export const searchReportSchema = z
  .object({
    words: z
      .array(
        z.object({
          word: z.string(),
          stems: z.array(z.string()).describe("What the index was asked for, in each language of its documents"),
          weight: z.number().nullable().describe("IDF; null for a word that stands in nothing that was found"),
          matched: z.boolean(),
        }),
      )
      .describe("The words of the question"),
    similarity: z
      .array(z.object({ model: z.string(), minimum: z.number(), best: z.number().nullable() }))
      .describe("By embedding model: from where on a passage is near enough, and the nearest"),
    coverage_minimum: z.number().describe("Share of the question's weight from which words alone are evidence"),
    passages: z.array(
      z.object({
        chunk_id: idSchema("chk"),
        coverage: z.number().describe("How much of the question's weight stands in it, 0 to 1"),
        minimum_similarity: z.number().nullable(),
        merged_from: z.array(idSchema("chk")).describe("Neighbours that became one passage, in their order"),
      }),
    ),
    stages: z.array(searchStageSchema),
    dropped: z.array(droppedPassageSchema).describe("Found and not given, best first; 100 at most"),
  })
  .describe("How the search came to its result; of what you may not see it says nothing")
  .meta({ id: "SearchReport" });
export type SearchReport = z.infer<typeof searchReportSchema>;
