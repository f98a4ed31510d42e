import type { CreateReindex } from "@eai/contract";
import { ProblemError } from "@eai/modules/kernel";
import type { EmbeddingModel } from "@eai/modules/models";
import type { IndexSettings } from "../tables.ts";

/**
 * What a re-index prepares with: what was asked for, else what is in use.
 * @param embeddings what is configured, the default first
 * @throws ProblemError `model_not_found`
 */
export function decideSettings(
  embeddings: readonly Pick<EmbeddingModel, "model">[],
  inUse: IndexSettings,
  input: CreateReindex,
): IndexSettings {
  const isConfigured = (name: string) => embeddings.some(({ model }) => model === name);
  const chunking = input.chunking ?? inUse.chunking;
  const asked = input.embedding_model;
  if (asked !== undefined) {
    if (asked === null || isConfigured(asked)) return { chunking, embeddingModel: asked };
    throw new ProblemError(
      "model_not_found",
      "There is no such embedding model here. `GET /api/v1/embedding-models` lists them.",
    );
  }
  const { embeddingModel } = inUse;
  const isGone = embeddingModel !== null && !isConfigured(embeddingModel);
  return { chunking, embeddingModel: isGone ? (embeddings[0]?.model ?? null) : embeddingModel };
}
