import { z } from "zod";
import { chunkingSchema } from "./chunking.ts";
import { idSchema, pageSchema, timeSchema } from "./pagination.ts";

export const indexSettingsSchema = z
  .object({
    chunking: chunkingSchema,
    embedding_model: z.string().nullable().describe("null: words only"),
  })
  .meta({ id: "IndexSettings" });

export const createReindexSchema = z
  .strictObject({
    chunking: chunkingSchema.optional().describe("Left out: as it is"),
    embedding_model: z
      .string()
      .min(1)
      .max(200)
      .nullable()
      .optional()
      .describe("Left out: as it is, or the default where that is no longer configured; null: words only"),
  })
  .meta({ id: "CreateReindex" });
export type CreateReindex = z.infer<typeof createReindexSchema>;

export const reindexStateSchema = z
  .enum(["building", "active", "replaced", "reverted", "cancelled"])
  .describe("`active`: in use; `replaced`: another one began after it")
  .meta({ id: "ReindexState" });

export const reindexSchema = z
  .object({
    id: idSchema("rix"),
    knowledge_base_id: idSchema("kb"),
    state: reindexStateSchema,
    settings: indexSettingsSchema.describe("What it prepares the documents with"),
    before: indexSettingsSchema.describe("What was in use when it began: the way back"),
    progress: z.object({
      total: z.int().describe("Documents that can be found and are to be prepared"),
      done: z.int(),
      failed: z.int().describe("They keep what is in use when it is switched to all the same"),
      passages: z.int().describe("Made so far"),
    }),
    estimated_seconds_left: z.int().nullable().describe("null while nothing is known, and when it is over"),
    may_revert_until: timeSchema.nullable().describe("null when there is no way back"),
    created_at: timeSchema,
    switched_at: timeSchema.nullable(),
    ended_at: timeSchema.nullable(),
  })
  .meta({ id: "Reindex" });
export type Reindex = z.infer<typeof reindexSchema>;
export const reindexPageSchema = pageSchema("ReindexPage", reindexSchema);

export const embeddingModelsSchema = z
  .object({
    data: z.array(
      z.object({
        name: z.string(),
        dimensions: z.int(),
        is_default: z.boolean().describe("What new knowledge bases are embedded with"),
        price_micro_usd_per_million_tokens: z.int().describe("Of the dearest deployment"),
      }),
    ),
  })
  .meta({ id: "EmbeddingModels" });
