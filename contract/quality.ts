import { z } from "zod";
import { idSchema, pageQuerySchema, pageSchema, timeSchema } from "./pagination.ts";

export const expectedPassageSchema = z
  .strictObject({
    document_name: z.string().trim().min(1, "Name the document").max(500),
    page: z.int().min(1).optional().describe("Page, slide or sheet; left out: anywhere in the document"),
    text: z
      .string()
      .trim()
      .min(1)
      .max(1000)
      .optional()
      .describe("Words that stand in the passage; left out: any passage"),
    grade: z.int().min(1).max(3).optional().describe("3: answers it, 1: touches it. Default 1"),
  })
  .meta({ id: "ExpectedPassage" });

const question = z.string().trim().min(1, "Write a question").max(4000);
const expected = z
  .array(expectedPassageSchema)
  .max(20)
  .describe("Where the answer stands. Empty: not judged yet, and left out of evaluations");

export const createGoldenQuestionSchema = z
  .strictObject({
    question,
    expected: expected.default([]),
    source: z
      .enum(["typed", "feedback"])
      .default("typed")
      .describe("`feedback`: taken from an answer that was no help"),
  })
  .meta({ id: "CreateGoldenQuestion" });
export type CreateGoldenQuestion = z.infer<typeof createGoldenQuestionSchema>;

export const updateGoldenQuestionSchema = z
  .strictObject({ question: question.optional(), expected: expected.optional() })
  .refine((value) => Object.keys(value).length > 0, { message: "Give at least one field to change" })
  .meta({ id: "UpdateGoldenQuestion" });
export type UpdateGoldenQuestion = z.infer<typeof updateGoldenQuestionSchema>;

export const goldenQuestionSchema = z
  .object({
    id: idSchema("gqn"),
    question: z.string(),
    expected: z.array(expectedPassageSchema),
    source: z.enum(["typed", "import", "feedback"]),
    created_at: timeSchema,
    updated_at: timeSchema,
  })
  .meta({ id: "GoldenQuestion" });
export type GoldenQuestion = z.infer<typeof goldenQuestionSchema>;
export const goldenQuestionPageSchema = pageSchema("GoldenQuestionPage", goldenQuestionSchema);
export const goldenQuestionListQuerySchema = pageQuerySchema;

export const importGoldenQuestionsSchema = z
  .strictObject({
    csv: z
      .string()
      .min(1, "Give the text of a CSV file")
      .max(900_000)
      .describe("A first row with `question`, `document`, and perhaps `page`, `text`, `grade`; a row for each place"),
  })
  .meta({ id: "ImportGoldenQuestions" });

export const importedGoldenQuestionsSchema = z
  .object({ created: z.int(), updated: z.int(), unchanged: z.int() })
  .meta({ id: "ImportedGoldenQuestions" });
export type ImportedGoldenQuestions = z.infer<typeof importedGoldenQuestionsSchema>;

export const evaluationMetricsSchema = z
  .object({
    questions: z.int(),
    recall_at_5: z.number().min(0).max(1).describe("Of the places where the answer stands, those among the first five"),
    recall_at_10: z.number().min(0).max(1),
    ndcg_at_10: z.number().min(0).max(1).describe("How near the top they stand, by their grades"),
    mrr: z.number().min(0).max(1).describe("One over the place of the first"),
    median_ms: z.number(),
  })
  .meta({ id: "EvaluationMetrics" });
export type EvaluationMetrics = z.infer<typeof evaluationMetricsSchema>;

export const evaluatedQuestionSchema = z
  .object({
    question: z.string(),
    recall_at_10: z.number(),
    ndcg_at_10: z.number(),
    first_place: z
      .int()
      .nullable()
      .describe("Where the first place of the answer was found, from 1; null: not among ten"),
  })
  .meta({ id: "EvaluatedQuestion" });
export type EvaluatedQuestion = z.infer<typeof evaluatedQuestionSchema>;

export const evaluationSchema = z
  .object({
    id: idSchema("evl"),
    trigger: z
      .enum(["manual", "before_change", "after_change"])
      .describe("`after_change`: run by the platform because the settings had changed"),
    settings: z.record(z.string(), z.unknown()).describe("How passages were made and found at that time"),
    metrics: evaluationMetricsSchema,
    results: z.array(evaluatedQuestionSchema).describe("The worst first"),
    created_at: timeSchema,
  })
  .meta({ id: "Evaluation" });
export type Evaluation = z.infer<typeof evaluationSchema>;
export const evaluationPageSchema = pageSchema("EvaluationPage", evaluationSchema);

export const messageFeedbackSchema = z
  .strictObject({
    rating: z.enum(["up", "down"]).nullable().describe("Null takes it back"),
    reason: z.string().trim().max(2000).optional(),
  })
  .meta({ id: "MessageFeedback" });
export type MessageFeedback = z.infer<typeof messageFeedbackSchema>;
