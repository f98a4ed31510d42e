import { apiSurfaces, callParameters, reasoningEfforts, tokenizers } from "@eai/modules/models";
import { z } from "zod";

const name = z.string().trim().min(1, "may not be empty").max(200);
const regionName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,49}$/, "must be written as Azure does in addresses: eastus, swedencentral");
const tokens = z.int().min(1).max(100_000_000);
const identifier = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._:/-]{0,199}$/, "may have letters, digits and . _ : / - only");

/** Dollars for a million tokens; a micro-USD is the smallest unit that is counted. */
const dollars = z
  .number()
  .min(0)
  .max(100_000)
  .refine(
    (value) => Math.abs(value * 1e6 - Math.round(value * 1e6)) < 1e-4,
    "may have six digits after the point at most",
  );

const address = z
  .string()
  .refine((value) => URL.canParse(value) && /^https?:$/.test(new URL(value).protocol), {
    error: "must be an address that begins with https:// or http://",
    abort: true,
  })
  .refine(
    (value) => {
      const { username, password, search, hash } = new URL(value);
      return username + password + search + hash === "";
    },
    { error: "may have no name, password or query in it" },
  )
  .transform((value) => value.replace(/\/+$/, ""));

export const defaultEntraScope = "https://cognitiveservices.azure.com/.default";

export const endpointSchema = z.strictObject({
  provider: z.enum(["azure", "openai-compatible"]),
  region: regionName.optional(),
  url: address,
  /** Azure only: the classic addresses with this version instead of v1. */
  api_version: z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}(-preview)?$/, "must be a date such as 2024-10-21")
    .optional(),
  /** The NAME of the environment variable that holds the key. */
  key_variable: z
    .string()
    .regex(/^[A-Z][A-Z0-9_]{0,99}$/, "must be the name of an environment variable, in capitals, not a key")
    .optional(),
  entra: z
    .union(
      [
        z.literal(true),
        z.strictObject({
          scope: z
            .string()
            .regex(/^(https|api):\/\/\S+\/\.default$/, "must end in /.default")
            .default(defaultEntraScope),
        }),
      ],
      { error: "must be true, or have a scope" },
    )
    .optional(),
});

const priceSchema = z.strictObject({
  input: dollars,
  cached_input: dollars.optional(),
  output: dollars.optional(),
});

export const deploymentSchema = z.strictObject({
  id: identifier.optional(),
  endpoint: name,
  deployment: name,
  model: name,
  label: name.optional(),
  api: z.enum(apiSurfaces).optional(),
  priority: z.int().min(0).max(1000).optional(),
  weight: z.number().positive().max(1_000_000_000).optional(),
  capacity: z.strictObject({ tokens_per_minute: tokens.optional(), requests_per_minute: tokens.optional() }).optional(),
  price: priceSchema.optional(),
  context_window_tokens: tokens.optional(),
  max_input_tokens: tokens.optional(),
  max_output_tokens: tokens.optional(),
  capabilities: z
    .strictObject({
      streaming: z.boolean(),
      tools: z.boolean(),
      parallel_tool_calls: z.boolean(),
      reasoning: z.boolean(),
      reasoning_efforts: z.array(z.enum(reasoningEfforts)),
      output_limit_parameter: z.enum(["max_tokens", "max_completion_tokens"]),
      parameters: z.array(z.enum(callParameters)),
      system_role: z.enum(["system", "developer"]),
      stream_usage: z.boolean(),
      prompt_cache_key: z.boolean(),
      tokenizer: z.enum(tokenizers),
    })
    .partial()
    .optional(),
});

export const embeddingSchema = z.strictObject({
  id: identifier.optional(),
  endpoint: name,
  deployment: name,
  model: name,
  /** The index takes no more. */
  dimensions: z.int().min(8).max(2000).optional(),
  send_dimensions: z.boolean().optional(),
  max_input_tokens: tokens.optional(),
  tokenizer: z.enum(tokenizers).optional(),
  priority: z.int().min(0).max(1000).optional(),
  weight: z.number().positive().max(1_000_000_000).optional(),
  capacity: z.strictObject({ tokens_per_minute: tokens.optional(), requests_per_minute: tokens.optional() }).optional(),
  price: priceSchema.optional(),
});

export type WrittenEndpoint = z.output<typeof endpointSchema>;
export type WrittenDeployment = z.output<typeof deploymentSchema>;
export type WrittenEmbedding = z.output<typeof embeddingSchema>;
export type WrittenPrice = z.output<typeof priceSchema>;
