import type { Knowledge } from "@eai/modules/knowledge";
import type { RegisterRoute } from "../register-route.ts";

export function registerAccessRoutes(register: RegisterRoute, knowledge: Knowledge): void {
  register("listScopeAudiences", async ({ context, query }) => ({
    data: await knowledge.listScopeAudiences(context, query.knowledge_base_id),
  }));

  register("getKnowledgeBaseAccess", ({ context, params }) =>
    knowledge.getAccess(context, { knowledgeBaseId: params.id }),
  );

  register("putKnowledgeBaseGrant", ({ context, params, body }) =>
    knowledge.putGrant(context, { knowledgeBaseId: params.id }, body),
  );

  register("deleteKnowledgeBaseGrant", ({ context, params }) =>
    knowledge.deleteGrant(context, { knowledgeBaseId: params.id }, params.grant_id),
  );

  register("getDocumentAccess", ({ context, params }) => knowledge.getAccess(context, documentOf(params)));

  register("restrictDocument", ({ context, params, body }) =>
    knowledge.restrictDocument(context, documentOf(params), body.restricted),
  );

  register("putDocumentGrant", ({ context, params, body }) => knowledge.putGrant(context, documentOf(params), body));

  register("deleteDocumentGrant", ({ context, params }) =>
    knowledge.deleteGrant(context, documentOf(params), params.grant_id),
  );
}

function documentOf(params: { id: string; document_id: string }) {
  return { knowledgeBaseId: params.id, documentId: params.document_id };
}
