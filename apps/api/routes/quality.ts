import type { Knowledge } from "@eai/modules/knowledge";
import type { RegisterRoute } from "../register-route.ts";

export function registerQualityRoutes(register: RegisterRoute, knowledge: Knowledge): void {
  register("listGoldenQuestions", ({ context, params, query }) =>
    knowledge.listGoldenQuestions(context, params.id, query),
  );

  register("createGoldenQuestion", ({ context, params, body }) =>
    knowledge.createGoldenQuestion(context, params.id, body),
  );

  register("importGoldenQuestions", ({ context, params, body }) =>
    knowledge.importGoldenQuestions(context, params.id, body.csv),
  );

  register("updateGoldenQuestion", ({ context, params, body }) =>
    knowledge.updateGoldenQuestion(context, { knowledgeBaseId: params.id, questionId: params.question_id }, body),
  );

  register("deleteGoldenQuestion", ({ context, params }) =>
    knowledge.deleteGoldenQuestion(context, { knowledgeBaseId: params.id, questionId: params.question_id }),
  );

  register("listEvaluations", ({ context, params, query }) => knowledge.listEvaluations(context, params.id, query));

  register("createEvaluation", ({ context, params }) => knowledge.createEvaluation(context, params.id));
}
