import { may } from "./policy.ts";
import type { RouteCase } from "./route-case.ts";
import { knowledgeBaseKinds } from "./things.ts";

const writes = { may: may.writeKnowledge, on: knowledgeBaseKinds } as const;

export const qualityCases = {
  listGoldenQuestions: writes,
  createGoldenQuestion: { ...writes, body: { question: "Where is it said?" } },
  importGoldenQuestions: { ...writes, body: { csv: "question,document\nHow many days?,a.txt\n" } },
  updateGoldenQuestion: { ...writes, body: { question: "How many days are there?" } },
  deleteGoldenQuestion: writes,
  listEvaluations: writes,
  createEvaluation: writes,
} as const satisfies Record<string, RouteCase>;
