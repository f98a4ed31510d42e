import { z } from "zod";
import { timeSchema } from "./pagination.ts";

export const breakerSchema = z
  .object({
    state: z.enum(["closed", "half_open", "open"]).describe("`half_open`: one call at a time tries it"),
    failures: z.int().describe("In a row"),
    open_until: timeSchema.nullable().describe("When it may be asked again; null unless open"),
    last_failure: z.string().nullable().describe("Its kind: `rate_limited`, `timeout`, …; null when there was none"),
    in_flight: z.int().describe("Calls running"),
  })
  .meta({ id: "Breaker" });

const capabilitiesSchema = z.object({
  streaming: z.boolean(),
  tools: z.boolean(),
  parallel_tool_calls: z.boolean(),
  reasoning: z.boolean(),
  reasoning_efforts: z.array(z.string()),
  output_limit_parameter: z.string(),
  parameters: z.array(z.string()).describe("Sent to it when a caller gives them; others are left out"),
  system_role: z.string(),
  stream_usage: z.boolean(),
  prompt_cache_key: z.boolean(),
  tokenizer: z.string(),
});

const priceSchema = z.object({
  input_micro_usd_per_million_tokens: z.int(),
  cached_input_micro_usd_per_million_tokens: z.int(),
  output_micro_usd_per_million_tokens: z.int(),
});

export const deploymentSchema = z
  .object({
    id: z.string().meta({ example: "azure:eastus:gpt-4.1" }),
    kind: z.enum(["language", "embedding"]),
    model: z.string(),
    provider: z.string(),
    region: z.string().nullable(),
    api: z.enum(["chat_completions", "responses", "embeddings"]).nullable().describe("null: none is called"),
    priority: z.int().describe("The lowest is asked first"),
    weight: z.number().describe("Share among those of the same priority"),
    capabilities: capabilitiesSchema.nullable().describe("How it is asked; null for an embedding model"),
    context_window_tokens: z.int().nullable().describe("null for an embedding model"),
    max_input_tokens: z.int().nullable().describe("Of the prompt; of one text for an embedding model"),
    max_output_tokens: z.int().nullable().describe("null for an embedding model"),
    dimensions: z.int().nullable().describe("Of its vectors; null for a language model"),
    price: priceSchema,
    breaker: breakerSchema,
    drained: z
      .object({ by: z.string(), at: timeSchema, reason: z.string() })
      .nullable()
      .describe("Who took it out of service; null: it takes calls"),
  })
  .meta({ id: "Deployment" });
export type DeploymentState = z.infer<typeof deploymentSchema>;

export const deploymentListSchema = z.object({ data: z.array(deploymentSchema) }).meta({ id: "DeploymentList" });

export const deploymentParamsSchema = z.object({ id: z.string().min(1).max(300).describe("Percent-encoded") });

export const drainDeploymentSchema = z
  .strictObject({
    reason: z
      .string()
      .trim()
      .min(1, "Say why")
      .max(500)
      .refine((reason) => !reason.includes("\u0000"), "Leave out the NUL character"),
  })
  .meta({ id: "DrainDeployment" });
