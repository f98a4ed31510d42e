import { may } from "./policy.ts";
import type { RouteCase } from "./route-case.ts";
import { documentGrantKinds, type Ids, knowledgeBaseKinds } from "./things.ts";

const manages = { may: may.manageKnowledge, on: knowledgeBaseKinds } as const;
const grant = (ids: Ids) => ({ subject_kind: "person", subject_id: ids.stranger_id });

export const accessCases = {
  listScopeAudiences: { may: may.signedIn },
  getKnowledgeBaseAccess: manages,
  putKnowledgeBaseGrant: { ...manages, body: grant },
  deleteKnowledgeBaseGrant: manages,
  getDocumentAccess: manages,
  restrictDocument: { ...manages, body: { restricted: true } },
  putDocumentGrant: { ...manages, body: grant },
  deleteDocumentGrant: { may: may.manageKnowledge, on: documentGrantKinds },
  explainAccess: {
    may: may.explain,
    on: knowledgeBaseKinds,
    body: (ids: Ids) => ({ person_id: ids.stranger_id, knowledge_base_id: ids.id, document_id: ids.document_id }),
  },
  explainSearch: {
    may: may.explain,
    on: ["personal knowledge base"],
    body: (ids: Ids) => ({ person_id: ids.stranger_id, query: "holiday" }),
  },
  readWithBreakGlass: {
    may: may.breakGlass,
    on: knowledgeBaseKinds,
    body: { reason: "Ordered by the works council" },
  },
} as const satisfies Record<string, RouteCase>;
