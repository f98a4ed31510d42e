import { z } from "zod";
import { Permission } from "./identity.ts";
import { idSchema, pageQuerySchema } from "./pagination.ts";
import {
  createGoldenQuestionSchema,
  evaluationPageSchema,
  evaluationSchema,
  goldenQuestionListQuerySchema,
  goldenQuestionPageSchema,
  goldenQuestionSchema,
  importedGoldenQuestionsSchema,
  importGoldenQuestionsSchema,
  messageFeedbackSchema,
  updateGoldenQuestionSchema,
} from "./quality.ts";
import type { Route } from "./route.ts";

const params = z.object({ id: idSchema("kb") });
const questionParams = params.extend({ question_id: idSchema("gqn") });
const common = { tag: "knowledge", access: Permission.KnowledgeWrite } as const;

/** For those who may change a knowledge base: what its search is measured by. */
export const qualityRoutes = {
  listGoldenQuestions: {
    ...common,
    method: "GET",
    path: "/api/v1/knowledge-bases/{id}/golden-questions",
    summary: "Questions whose answers are known, newest first",
    params,
    query: goldenQuestionListQuerySchema,
    status: 200,
    response: goldenQuestionPageSchema,
    errors: [],
  },
  createGoldenQuestion: {
    ...common,
    method: "POST",
    path: "/api/v1/knowledge-bases/{id}/golden-questions",
    summary: "Add a question whose answer is known",
    params,
    body: createGoldenQuestionSchema,
    status: 201,
    response: goldenQuestionSchema,
    errors: ["conflict", "idempotency_key_reused"],
    idempotent: true,
  },
  importGoldenQuestions: {
    ...common,
    method: "POST",
    path: "/api/v1/knowledge-bases/{id}/golden-questions/import",
    summary: "Add or replace questions from a CSV file",
    params,
    body: importGoldenQuestionsSchema,
    status: 200,
    response: importedGoldenQuestionsSchema,
    errors: ["conflict"],
  },
  updateGoldenQuestion: {
    ...common,
    method: "PATCH",
    path: "/api/v1/knowledge-bases/{id}/golden-questions/{question_id}",
    summary: "Change a question or where its answer stands",
    params: questionParams,
    body: updateGoldenQuestionSchema,
    status: 200,
    response: goldenQuestionSchema,
    errors: ["conflict"],
  },
  deleteGoldenQuestion: {
    ...common,
    method: "DELETE",
    path: "/api/v1/knowledge-bases/{id}/golden-questions/{question_id}",
    summary: "Remove a question",
    params: questionParams,
    status: 204,
    errors: [],
  },
  listEvaluations: {
    ...common,
    method: "GET",
    path: "/api/v1/knowledge-bases/{id}/evaluations",
    summary: "Runs over the golden questions, newest first",
    params,
    query: pageQuerySchema,
    status: 200,
    response: evaluationPageSchema,
    errors: [],
  },
  createEvaluation: {
    ...common,
    method: "POST",
    path: "/api/v1/knowledge-bases/{id}/evaluations",
    summary: "Run every golden question and measure what is found",
    params,
    status: 201,
    response: evaluationSchema,
    errors: ["conflict", "search_unavailable", "too_many_requests"],
  },
  setMessageFeedback: {
    method: "POST",
    path: "/api/v1/sessions/{id}/messages/{message_id}/feedback",
    tag: "chat",
    summary: "Say whether an answer was a help",
    access: Permission.ChatUse,
    params: z.object({ id: idSchema("ses"), message_id: idSchema("msg") }),
    body: messageFeedbackSchema,
    status: 204,
    errors: [],
  },
} as const satisfies Record<string, Route>;
