import { z } from "zod";

export const chunkingSchema = z
  .strictObject({
    strategy: z.enum(["fixed", "paragraph", "structure"]).default("structure"),
    size_tokens: z.int().min(64).max(2000).default(400),
    overlap_tokens: z.int().min(0).max(500).default(60),
    contextual_prefix: z
      .boolean()
      .default(false)
      .describe("A model writes a sentence or two on where each passage stands, to be found by; its calls are metered"),
  })
  .refine((value) => value.overlap_tokens < value.size_tokens, {
    message: "overlap_tokens must be smaller than size_tokens",
    path: ["overlap_tokens"],
  })
  .meta({ id: "Chunking" });
export type Chunking = z.infer<typeof chunkingSchema>;
