import { z } from "zod";

/** The cache of searches of a knowledge base. What is left out stays, or is the platform's default. */
export const cacheSettingsSchema = z
  .strictObject({
    enabled: z.boolean().optional().describe("Default true"),
    similarity: z
      .number()
      .min(0.5)
      .max(1)
      .optional()
      .describe(
        "Cosine similarity from which another question counts as the same. Default 0.92; 1: the same words only",
      ),
    ttl_seconds: z.int().min(10).max(604_800).optional().describe("How long a search is kept. Default one hour"),
    entry_limit: z.int().min(10).max(20_000).optional().describe("Searches kept at most. Default 1000"),
  })
  .meta({ id: "CacheSettings" });
export type CacheSettings = z.infer<typeof cacheSettingsSchema>;

export const cacheStatisticsSchema = z
  .object({
    enabled: z.boolean(),
    similarity: z.number(),
    ttl_seconds: z.int(),
    entry_limit: z.int(),
    entries: z.int().describe("Searches kept, also those in this knowledge base together with others"),
    exact_hits: z.int(),
    similar_hits: z.int(),
    misses: z.int(),
    hit_rate: z.number().min(0).max(1).describe("Of the searches that asked the cache"),
    saved_ms: z.int().describe("Time of searches that were not done again"),
    saved_micro_usd: z.int().describe("Price of model calls that were not made again"),
  })
  .meta({ id: "CacheStatistics" });
export type CacheStatistics = z.infer<typeof cacheStatisticsSchema>;
