import { ProblemError } from "@eai/modules/kernel";
import { countTokens, type ModelEntry } from "@eai/modules/models";
import { leastPromptTokens } from "./prompt.ts";

/** Room for the answer, as a share of the window, where the model may write more than that. */
const answerShare = 0.25;
/** The tokenizer here may count a little less than the provider's. */
const headroom = 0.95;
const mostSourceTokens = 6000;
const sourceShare = 0.4;

/** How much a prompt for a model may hold, and how it is counted. */
export interface ModelBudget {
  promptTokens: number;
  sourceTokens: number;
  countTokens: (text: string) => number;
}

export function budgetOf(model: ModelEntry): ModelBudget {
  const window = model.contextWindowTokens;
  const answerTokens = Math.min(model.maxOutputTokens, Math.floor(window * answerShare));
  const promptTokens = Math.floor(Math.min(window - answerTokens, model.maxInputTokens) * headroom);
  return {
    promptTokens,
    sourceTokens: Math.min(mostSourceTokens, Math.floor(promptTokens * sourceShare)),
    // The quote model has no tokens; the tables of the tokenizer need not be loaded for it.
    countTokens:
      model.provider === "quote" ? (text) => Math.ceil(text.length / 3) : (text) => countTokens(text, model.tokenizer),
  };
}

/** @throws ProblemError `validation_failed` */
export function requireQuestionFits(question: string, budget: ModelBudget): void {
  // No token is shorter than a byte, so most questions need no counting.
  if (Buffer.byteLength(question) < budget.promptTokens / 2) return;
  if (leastPromptTokens(question, budget.countTokens) <= budget.promptTokens) return;
  const message =
    "The question is longer than this model can read. Shorten it, or choose a model with a larger window.";
  throw new ProblemError("validation_failed", message, { errors: [{ field: "body.message", message }] });
}
