import { may } from "./policy.ts";
import type { RouteCase } from "./route-case.ts";
import { knowledgeBaseKinds } from "./things.ts";

const reads = { may: may.readKnowledge, on: knowledgeBaseKinds } as const;
const writes = { may: may.writeKnowledge, on: knowledgeBaseKinds } as const;

export const knowledgeCases = {
  listKnowledgeBases: { may: may.signedIn },
  createKnowledgeBase: { may: may.signedIn, body: { name: "Mine" } },
  getKnowledgeBase: reads,
  updateKnowledgeBase: { ...writes, body: { name: "Renamed" } },
  deleteKnowledgeBase: writes,
  listDocuments: reads,
  uploadDocument: { ...writes, file: true },
  findDocuments: { may: may.signedIn },
  listTags: { may: may.signedIn },
  getMyFiles: { may: may.signedIn },
  uploadMyFile: { may: may.signedIn, file: true },
  getDocument: reads,
  deleteDocument: writes,
  getDocumentContent: reads,
  listChunks: reads,
  getDocumentText: reads,
  reingestDocument: writes,
  getCacheStatistics: writes,
  clearCache: writes,
  updateDocument: { ...writes, body: { tags: ["travel"] } },
  cancelDocument: writes,
  cancelDocuments: writes,
  retryDocuments: writes,
  queryKnowledgeBase: { ...reads, body: { query: "holiday" } },
} as const satisfies Record<string, RouteCase>;
