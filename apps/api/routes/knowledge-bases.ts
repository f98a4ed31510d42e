import type { Knowledge } from "@eai/modules/knowledge";
import type { RegisterRoute } from "../register-route.ts";

export function registerKnowledgeBaseRoutes(register: RegisterRoute, knowledge: Knowledge): void {
  register("listKnowledgeBases", ({ context, query }) => knowledge.listKnowledgeBases(context, query));

  register("createKnowledgeBase", ({ context, body }) => knowledge.createKnowledgeBase(context, body));

  register("getKnowledgeBase", ({ context, params }) => knowledge.getKnowledgeBase(context, params.id));

  register("updateKnowledgeBase", ({ context, params, body }) =>
    knowledge.updateKnowledgeBase(context, params.id, body),
  );

  register("deleteKnowledgeBase", ({ context, params }) => knowledge.deleteKnowledgeBase(context, params.id));

  register("getCacheStatistics", ({ context, params }) => knowledge.getCacheStatistics(context, params.id));

  register("clearCache", ({ context, params }) => knowledge.clearCache(context, params.id));

  register("queryKnowledgeBase", ({ context, params, body }) => knowledge.queryKnowledgeBase(context, params.id, body));
}
