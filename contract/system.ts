import { z } from "zod";

export const systemSchema = z
  .object({
    version: z.string(),
    environment: z.enum(["development", "production"]),
    first_run: z.boolean().describe("No account exists yet: the next sign-up becomes the platform administrator"),
    sign_up: z.enum(["open", "closed"]),
    sign_in_methods: z
      .array(z.enum(["password", "microsoft", "oidc"]))
      .describe("What the sign-in page offers, in this order"),
    oidc_name: z.string().nullable().describe("What people call the provider behind `oidc`"),
    upload_limit_bytes: z.int(),
    accepted_file_types: z.array(z.string()).describe("File name endings, with the dot"),
    search: z.enum(["hybrid", "keyword"]).describe("`keyword` while no embedding model is configured"),
    language_model: z.enum(["configured", "quote"]).describe("`quote` while no language model is configured"),
  })
  .meta({ id: "System" });
export type System = z.infer<typeof systemSchema>;

export const livenessSchema = z.object({ status: z.literal("ok"), version: z.string() }).meta({ id: "Liveness" });

export const readinessSchema = z
  .object({
    status: z.enum(["ready", "not_ready", "stopping"]),
    dependencies: z.array(
      z.object({
        name: z.string(),
        state: z.enum(["up", "down"]),
        needed: z.boolean().describe("The service is not ready while a needed dependency is down"),
        detail: z.string().optional(),
      }),
    ),
  })
  .meta({ id: "Readiness" });
export type Readiness = z.infer<typeof readinessSchema>;

export const modelSchema = z
  .object({
    name: z.string().describe("What to give as `model`"),
    label: z.string(),
    provider: z.string(),
    regions: z.array(z.string()).describe("Where it runs, of the regions your organisation permits"),
    is_default: z.boolean(),
    context_window_tokens: z.int().describe("Instructions, conversation and answer together"),
    max_input_tokens: z.int(),
    max_output_tokens: z.int(),
    capabilities: z
      .object({
        streaming: z.boolean().describe("false: the answer comes in one piece"),
        tools: z.boolean(),
        parallel_tool_calls: z.boolean(),
        reasoning: z.boolean().describe("Thinks before it writes"),
        reasoning_efforts: z.array(z.string()).describe("What may be asked for as effort"),
      })
      .describe("What every deployment of the model can do"),
  })
  .meta({ id: "Model" });
export type Model = z.infer<typeof modelSchema>;
export const modelListSchema = z.object({ data: z.array(modelSchema) }).meta({ id: "ModelList" });
