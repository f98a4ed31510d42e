import type { Citation, Message } from "@eai/contract";
import type { Reservation } from "@eai/modules/governance";
import { type Context, ProblemError } from "@eai/modules/kernel";
import { createTokenCount, type FinishReason, type ModelEntry } from "@eai/modules/models";
import type { ModelMessage } from "ai";
import { unsupportedAsSent } from "../citations.ts";
import type { ChatDependencies } from "../dependencies.ts";
import { askEntailment } from "../entailment.ts";
import { toTextSpan } from "../messages.ts";
import type { ModelBudget } from "../model-budget.ts";
import { buildPrompt } from "../prompt.ts";
import { type RetrievalRun, retrieve, toSource } from "../retrieve.ts";
import { createCitedText } from "./cited-text.ts";
import { type ToldConversation, toModelMessages } from "./messages-of.ts";

export interface CompletionUsage {
  promptTokens: number;
  cachedTokens: number;
  completionTokens: number;
  reasoningTokens: number;
}

/** A completion that is written here and not passed on: text as it comes, then one finish. */
export type CompletionPart =
  | { type: "served"; by: string }
  | { type: "text"; text: string }
  | {
      type: "finish";
      reason: FinishReason;
      /** Null: answered without knowledge. */
      citations: Citation[] | null;
      /** Sentences of the text that no passage supports; null without knowledge. */
      unsupported: Message["unsupported"] | null;
      usage: CompletionUsage;
    };

export type WriteDependencies = Pick<
  ChatDependencies,
  "models" | "knowledge" | "reservations" | "rewriting" | "entailmentModel" | "log"
>;

export interface WriteInput {
  model: ModelEntry;
  reservation: Reservation;
  conversation: ToldConversation;
  /** None: answered without knowledge. */
  knowledgeBaseIds: readonly string[];
  /** Of a prompt with passages. */
  budget: ModelBudget;
  maxOutputTokens: number;
  affinityKey: string | undefined;
}

/**
 * Answers in the words of the model, from knowledge where some is chosen; nothing is kept of it but its usage. To be
 * read once; what was reserved is given back at its end, however it comes.
 * @throws ProblemError as an answer does
 */
export async function* writeCompletion(
  dependencies: WriteDependencies,
  context: Context,
  input: WriteInput,
): AsyncGenerator<CompletionPart, void> {
  const { models, reservations } = dependencies;
  const { model, reservation } = input;
  // Unless something else is seen, the reader left.
  let outcome: "ok" | "failed" | "aborted" | "interrupted" = "aborted";
  let call: ReturnType<typeof models.complete> | undefined;
  try {
    const { messages, served } = await compose(dependencies, context, input);
    call = models.complete(context, reservation, {
      model: model.name,
      messages,
      maxOutputTokens: input.maxOutputTokens,
      affinityKey: input.affinityKey,
      signal: context.signal,
    });
    const cited = served && createCitedText(served);
    for await (const part of call.parts) {
      if (part.type === "served") yield { type: "served", by: part.region ?? part.deploymentId };
      else if (part.type === "text") yield* nonEmpty(cited ? cited.push(part.text) : part.text);
      else {
        if (cited) yield* nonEmpty(cited.end());
        outcome = "ok";
        const unsupported = cited && served ? await findUnsupported(dependencies, context, cited.text(), served) : null;
        const citations = cited?.citations() ?? null;
        yield { type: "finish", reason: part.reason, citations, unsupported, usage: call.usage("ok") };
      }
    }
  } catch (error) {
    const { aborted, reason } = context.signal;
    if (aborted) outcome = reason instanceof ProblemError ? "interrupted" : "aborted";
    else outcome = "failed";
    throw error;
  } finally {
    // Not waited for: what cannot be written now is kept and written later.
    void call?.record(outcome);
    reservations.release(reservation);
  }
}

/** As in an answer of the chat, with the markers as they were sent. */
async function findUnsupported(
  dependencies: WriteDependencies,
  context: Context,
  text: string,
  served: readonly Citation[],
): Promise<Message["unsupported"]> {
  const rulings = await askEntailment(dependencies, context, { answerId: context.requestId, text, served });
  return unsupportedAsSent(text, served, rulings).map(toTextSpan);
}

function* nonEmpty(text: string): Generator<CompletionPart> {
  if (text !== "") yield { type: "text", text };
}

async function compose(
  dependencies: WriteDependencies,
  context: Context,
  { model, reservation, conversation, knowledgeBaseIds, budget: exact }: WriteInput,
): Promise<{ messages: ModelMessage[]; served: Citation[] | null }> {
  if (knowledgeBaseIds.length === 0) return { messages: toModelMessages(conversation), served: null };
  // These texts may be megabytes, and so many that counting each would hold everybody else up.
  const budget = { ...exact, countTokens: createTokenCount(model.tokenizer, exact.countTokens) };
  const { question, history, instructions } = conversation;
  requireBounded(conversation);
  const run: RetrievalRun = {
    context,
    model,
    reservation,
    useCache: true,
    budget,
    opened: { conversation: { knowledge_base_ids: knowledgeBaseIds }, question },
    searched: false,
    served: [],
    notices: [],
  };
  await retrieve(dependencies, run, () => {}, history.at(-1));
  const ownTokens = tokensOf(instructions, budget);
  const prompt = buildPrompt({
    history,
    hasOlder: false,
    question,
    knowledge: run.served.map(toSource),
    budgetTokens: budget.promptTokens - ownTokens,
    countTokens: budget.countTokens,
  });
  requireFits(prompt.tokens + ownTokens, budget);
  const [rules, ...rest] = prompt.messages;
  // The client's instructions come behind the rules about sources, which hold whatever a client says.
  const own = instructions.map((content) => ({ role: "system" as const, content }));
  return { messages: rules ? [rules, ...own, ...rest] : rest, served: run.served };
}

function tokensOf(texts: readonly string[], { countTokens }: ModelBudget): number {
  return texts.reduce((sum, text) => sum + countTokens(text), 0);
}

/** In characters: earlier answers are read for their markers before they are sent, and others wait meanwhile. */
const longestConversation = 400_000;

function requireBounded({ question, history, instructions }: ToldConversation): void {
  const turns = history.flatMap((turn) => [turn.question, turn.answer]);
  const characters = [...turns, ...instructions, question].reduce((sum, text) => sum + text.length, 0);
  if (characters <= longestConversation) return;
  const message = `with knowledge bases they may have ${longestConversation} characters in all; shorten them`;
  throw new ProblemError("validation_failed", `messages: ${message}.`, {
    errors: [{ field: "body.messages", message }],
  });
}

function requireFits(tokens: number, { promptTokens }: ModelBudget): void {
  if (tokens <= promptTokens) return;
  const message = "the question and the instructions are longer than this model can read; shorten them";
  throw new ProblemError("validation_failed", `messages: ${message}.`, {
    errors: [{ field: "body.messages", message }],
  });
}
