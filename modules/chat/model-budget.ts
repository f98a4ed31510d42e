import { ProblemError } from "@eai/modules/kernel";
import { countTokens, type ModelEntry } from "@eai/modules/models";
import { leastPromptTokens } from "./prompt.ts";
import { longestQuery } from "./retrieval-query.ts";

/** Room for the answer at most, as a share of the window: a small window is not given to the answer alone. */
const answerShare = 0.25;
/** The tokenizer here may count a little less than the provider's. */
const headroom = 0.95;
const mostSourceTokens = 6000;
const sourceShare = 0.4;

/** How much a prompt for a model may hold, how long its answer may get, and how both are counted. */
export interface ModelBudget {
  promptTokens: number;
  sourceTokens: number;
  /** The limit of the answer's text; sent with the call. */
  answerTokens: number;
  /** What the call may write at most, with what the model thinks and does not show. */
  outputTokens: number;
  countTokens: (text: string) => number;
}

/** @param mostAnswerTokens what the operator allows; never more than the model writes */
export function budgetOf(model: ModelEntry, mostAnswerTokens: number): ModelBudget {
  const window = model.contextWindowTokens;
  const answerTokens = Math.min(mostAnswerTokens, model.maxOutputTokens, Math.floor(window * answerShare));
  const outputTokens = Math.min(answerTokens + model.hiddenOutputTokens, model.maxOutputTokens);
  const promptTokens = Math.floor(Math.min(window - outputTokens, model.maxInputTokens) * headroom);
  return {
    promptTokens,
    sourceTokens: Math.min(mostSourceTokens, Math.floor(promptTokens * sourceShare)),
    answerTokens,
    outputTokens,
    // The quote model has no tokens; the tables of the tokenizer need not be loaded for it.
    countTokens:
      model.provider === "quote" ? (text) => Math.ceil(text.length / 3) : (text) => countTokens(text, model.tokenizer),
  };
}

/** A token of prose is three to five bytes in most languages; three errs on the safe side. */
const bytesPerToken = 3;

/** What is embedded to search for a question, at most. */
const mostQueryTokens = Math.ceil(longestQuery / bytesPerToken);

/** What is known of a question before anything is read or searched for it. */
export interface Asked {
  question: string;
  /** Knowledge bases are chosen, so passages may go into the prompt. */
  searches: boolean;
  /** Of the conversation so far, as stored. */
  historyBytes: number;
}

/**
 * What an answer may use at most: rules, question, passages and history as far as they fit, the longest answer, and
 * what is embedded to search.
 */
export function estimateUse(
  { question, searches, historyBytes }: Asked,
  { promptTokens, sourceTokens, outputTokens, countTokens }: ModelBudget,
): { promptTokens: number; completionTokens: number; queryTokens: number } {
  const history = Math.ceil(historyBytes / bytesPerToken);
  const wanted = leastPromptTokens(question, countTokens) + (searches ? sourceTokens : 0) + history;
  return {
    promptTokens: Math.min(wanted, promptTokens),
    completionTokens: outputTokens,
    queryTokens: searches ? mostQueryTokens : 0,
  };
}

/**
 * What an answer to a program may use at most beside what the program wrote and allowed: nothing where its call is passed
 * on; otherwise what the model thinks, and of a search the rules, the passages and what is embedded.
 */
export function addedUse(
  model: ModelEntry,
  { maxOutputTokens, searches, isRelayed }: { maxOutputTokens: number; searches: boolean; isRelayed: boolean },
): { promptTokens: number; completionTokens: number; queryTokens: number } {
  const completionTokens = isRelayed ? 0 : model.hiddenOutputTokens;
  if (!searches) return { promptTokens: 0, completionTokens, queryTokens: 0 };
  const budget = budgetOf(model, maxOutputTokens);
  return {
    promptTokens: leastPromptTokens("", budget.countTokens) + budget.sourceTokens,
    completionTokens,
    queryTokens: mostQueryTokens,
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
