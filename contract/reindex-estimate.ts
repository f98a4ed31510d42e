import { z } from "zod";
import { indexSettingsSchema } from "./reindexes.ts";

/** What a re-index would come to, told before it is begun. Counted where a number can be counted, else said to be estimated. */
export const reindexEstimateSchema = z
  .object({
    settings: indexSettingsSchema.describe("What the documents would be prepared with"),
    documents: z.int().describe("That can be found and would be prepared again; counted"),
    passages: z.object({
      now: z.int().describe("Of these documents, as they are found today; counted"),
      expected: z.int().describe("After it"),
      exact: z.boolean().describe("False: estimated from the length of the texts, since they are cut in another way"),
    }),
    embedding: z
      .object({
        model: z.string(),
        known_passages: z.int().describe("Embedded by this model already, and not paid again"),
        tokens: z.int().describe("Of the others; estimated"),
        cost_micro_usd: z.int().describe("By the price of the dearest deployment"),
      })
      .nullable()
      .describe("null: words only"),
    context: z
      .object({
        model: z.string(),
        known_passages: z.int().describe("Have a context already, which is taken again"),
        calls: z.int().describe("One for each of the others"),
        prompt_tokens: z.int().describe("At most; a provider's prompt cache makes most of them cheaper"),
        completion_tokens: z.int().describe("At most"),
        cost_micro_usd: z.int().describe("At most, by the price of the dearest deployment"),
      })
      .nullable()
      .describe("null: without a context for passages, or no language model is permitted here"),
    cost_micro_usd: z.int().describe("All of it, at most"),
    expected_seconds: z
      .int()
      .nullable()
      .describe("By the pace at which this knowledge base was prepared before; null: nothing comparable was measured"),
  })
  .meta({ id: "ReindexEstimate" });
export type ReindexEstimate = z.infer<typeof reindexEstimateSchema>;
