import type { Knowledge, ReindexReference } from "@eai/modules/knowledge";
import type { Models } from "@eai/modules/models";
import type { RegisterRoute } from "../register-route.ts";

export function registerReindexRoutes(register: RegisterRoute, knowledge: Knowledge, models: Models): void {
  register("createReindex", ({ context, params, body }) => knowledge.createReindex(context, params.id, body));
  register("estimateReindex", ({ context, params, body }) => knowledge.estimateReindex(context, params.id, body));
  register("listReindexes", ({ context, params, query }) => knowledge.listReindexes(context, params.id, query));
  register("getReindex", ({ context, params }) => knowledge.getReindex(context, referenceOf(params)));
  register("cancelReindex", ({ context, params }) => knowledge.cancelReindex(context, referenceOf(params)));
  register("retryReindex", ({ context, params }) => knowledge.retryReindex(context, referenceOf(params)));
  register("switchReindex", ({ context, params }) => knowledge.switchReindex(context, referenceOf(params)));
  register("revertReindex", ({ context, params }) => knowledge.revertReindex(context, referenceOf(params)));

  register("listEmbeddingModels", async () => ({
    data: models.embeddings.map(({ model, dimensions }, index) => ({
      name: model,
      dimensions,
      is_default: index === 0,
      price_micro_usd_per_million_tokens: models.estimateCost(model, { promptTokens: 1_000_000, completionTokens: 0 }),
    })),
  }));
}

function referenceOf(params: { id: string; reindex_id: string }): ReindexReference {
  return { knowledgeBaseId: params.id, reindexId: params.reindex_id };
}
