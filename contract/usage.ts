import { z } from "zod";
import { idSchema, pageQuerySchema, pageSchema, timeSchema } from "./pagination.ts";

/** `completion` and `embedding`: asked for through the OpenAI-compatible API. */
export const usagePurposes = [
  "chat",
  "title",
  "query_embedding",
  "ingestion_embedding",
  "completion",
  "embedding",
  "context",
  "rewrite",
  "rerank",
  "entailment",
] as const;
export const usageOutcomes = ["ok", "aborted", "failed", "filtered", "empty", "interrupted"] as const;
export const usageChannels = ["web", "api", "worker"] as const;

export const usagePriceSchema = z
  .object({
    input_micro_usd_per_million_tokens: z.int(),
    cached_input_micro_usd_per_million_tokens: z.int(),
    output_micro_usd_per_million_tokens: z.int(),
  })
  .meta({ id: "UsagePrice" });

/** One call that reached a model. */
export const usageRecordSchema = z
  .object({
    id: idSchema("use"),
    tenant_id: idSchema("ten"),
    actor: z.object({
      kind: z.enum(["person", "system"]),
      id: z.string(),
      name: z.string().nullable().describe("As the person is called now; null for the system and for erased people"),
    }),
    api_key_id: idSchema("key").nullable(),
    channel: z.enum(usageChannels),
    request_id: z.string(),
    purpose: z.enum(usagePurposes),
    provider: z.string(),
    deployment_id: z.string(),
    region: z.string().nullable(),
    model: z.string(),
    prompt_tokens: z.int(),
    cached_tokens: z.int().describe("Part of `prompt_tokens`"),
    completion_tokens: z.int(),
    reasoning_tokens: z.int().describe("Part of `completion_tokens`"),
    cost_micro_usd: z.int(),
    price: usagePriceSchema.describe("The price the cost was reckoned with"),
    estimated: z.boolean().describe("The provider gave no figures: tokens were counted here"),
    latency_ms: z.int(),
    first_token_ms: z.int().nullable(),
    outcome: z.enum(usageOutcomes),
    answer_id: idSchema("msg").nullable().describe("The message it wrote; also when that was deleted"),
    created_at: timeSchema.describe("When the call ended"),
  })
  .meta({ id: "UsageRecord" });
export type UsageRecord = z.infer<typeof usageRecordSchema>;
export const usagePageSchema = pageSchema("UsagePage", usageRecordSchema);

/** What a list, a sum or an export of usage can be narrowed to. */
export const usageFilterSchema = z.object({
  tenant_id: idSchema("ten").optional().describe("This tenant alone. Default: your tenant and all below it"),
  person_id: z.string().max(100).optional().describe("Of a person; also `system:ingestion`"),
  api_key_id: z.string().max(100).optional(),
  model: z.string().max(200).optional(),
  channel: z.enum(usageChannels).optional(),
  purpose: z.enum(usagePurposes).optional(),
  outcome: z.enum(usageOutcomes).optional(),
  from: timeSchema.optional().describe("Ended not before"),
  to: timeSchema.optional().describe("Ended before"),
});
export const usageQuerySchema = pageQuerySchema.extend(usageFilterSchema.shape);
export const usageExportQuerySchema = usageFilterSchema.extend({
  format: z.enum(["csv", "jsonl", "focus"]).default("csv"),
});

export const usageGroups = ["day", "tenant", "person", "model", "channel", "purpose", "deployment", "region"] as const;
export type UsageGroup = (typeof usageGroups)[number];
const anyGroup = `(?:${usageGroups.join("|")})`;

export const usageSummaryQuerySchema = usageFilterSchema.extend({
  from: timeSchema.optional().describe("Default: the begin of this month (UTC)"),
  to: timeSchema.optional().describe("Default: now"),
  group_by: z
    .string()
    .regex(
      new RegExp(`^${anyGroup}(?:,${anyGroup})?$`),
      `One or two of ${usageGroups.join(", ")}, with a comma between`,
    )
    .default("day")
    .describe(`One or two of ${usageGroups.join(", ")}, with a comma between`),
});

const usageSumShape = {
  calls: z.int(),
  estimated_calls: z.int().describe("Of these, how many are reckoned with an estimate"),
  prompt_tokens: z.int(),
  cached_tokens: z.int(),
  completion_tokens: z.int(),
  reasoning_tokens: z.int(),
  cost_micro_usd: z.int(),
};
export const usageSumSchema = z.object(usageSumShape).meta({ id: "UsageSum" });
export type UsageSum = z.infer<typeof usageSumSchema>;

/** The sum of a group; it carries the fields it was grouped by. */
export const usageGroupSumSchema = z
  .object({
    day: z.iso.date().optional().describe("UTC"),
    tenant: z.object({ id: z.string(), name: z.string().nullable() }).optional(),
    person: z.object({ id: z.string(), name: z.string().nullable() }).optional(),
    model: z.string().optional(),
    channel: z.string().optional(),
    purpose: z.string().optional(),
    deployment: z.string().optional(),
    region: z.string().nullable().optional(),
    ...usageSumShape,
  })
  .meta({ id: "UsageGroupSum" });
export type UsageGroupSum = z.infer<typeof usageGroupSumSchema>;

export const usageSummarySchema = z
  .object({
    from: timeSchema,
    to: timeSchema,
    group_by: z.array(z.enum(usageGroups)),
    data: z.array(usageGroupSumSchema).describe("By day, else the dearest first; at most 1,000"),
    truncated: z.boolean().describe("There are more groups. `totals` counts them all"),
    totals: usageSumSchema,
  })
  .meta({ id: "UsageSummary" });
export type UsageSummary = z.infer<typeof usageSummarySchema>;

export const ownUsageSchema = z
  .object({
    today: usageSumSchema.describe("Since midnight UTC"),
    month: usageSumSchema.describe("Since the first of this month, UTC"),
    by_day: z.array(usageGroupSumSchema).describe("Of this month"),
    by_model: z.array(usageGroupSumSchema).describe("Of this month, the dearest first"),
  })
  .meta({ id: "OwnUsage" });
export type OwnUsage = z.infer<typeof ownUsageSchema>;
