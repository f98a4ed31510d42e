import { type ChatAnswer, type ChatRequest, Permission, type Session } from "@eai/contract";
import { requirePermission } from "@eai/modules/identity";
import { type Context, inSpan, notFound, type OpenSpan, ProblemError } from "@eai/modules/kernel";
import { filteredAnswer, type ModelEntry } from "@eai/modules/models";
import { eq } from "drizzle-orm";
import { type AnswerPart, dataPart } from "./answer-parts.ts";
import {
  type AnswerRun,
  type Checkpoints,
  type Emit,
  emitNotice,
  emitText,
  startCheckpoints,
  startRun,
} from "./answer-run.ts";
import { findConversation, presentConversation } from "./conversation-access.ts";
import type { ChatDependencies } from "./dependencies.ts";
import { completed, type Ending, endingOf, settle } from "./end-answer.ts";
import { followAnswer } from "./follow-answer.ts";
import { type History, readHistory } from "./history.ts";
import { createMarkerFilter } from "./marker-filter.ts";
import { messageColumns, presentMessages } from "./messages.ts";
import { budgetOf, requireQuestionFits } from "./model-budget.ts";
import { type OpenedAnswer, openAnswer, reopenAnswer } from "./open-answer.ts";
import { buildPrompt, type Prompt } from "./prompt.ts";
import { measureAsked, reserveAnswer } from "./reserve-answer.ts";
import { retrieve, toSource } from "./retrieve.ts";
import { withoutNul } from "./storable-text.ts";
import { messages } from "./tables.ts";
import { inStage, openAnswerSpan, writeInSpan } from "./trace-answer.ts";

export interface StartedAnswer {
  conversation: Session;
  questionId: string;
  answerId: string;
  /** From the first part to the last. Leaving it does not end the answer. */
  parts: AsyncIterable<AnswerPart>;
}

export interface AnswerVerbs {
  /**
   * Asks, and gives the answer as it is written. A repeat with the same `Idempotency-Key` follows the same answer.
   * @throws ProblemError `not_found`, `model_not_found`, `permission_denied` for a model that the tenant does not permit,
   * `validation_failed` for a question longer than the model reads, `too_many_requests`, `budget_exhausted`,
   * `answer_in_progress`, `idempotency_key_reused`, `shutting_down`; nothing is saved then. What goes wrong later is
   * told by the last part
   */
  ask(context: Context, request: ChatRequest): Promise<StartedAnswer>;
  /**
   * Asks, and waits for the whole answer.
   * @throws ProblemError as `ask`, and for an answer that failed: `model_unavailable`, `model_failed`,
   * `content_filtered`, `search_unavailable`, `shutting_down`; the reason of the signal when the caller goes away
   */
  askAndWait(context: Context, request: ChatRequest): Promise<ChatAnswer>;
}

/** The main request: reserve → open → retrieve → prompt → stream → settle. */
export function answerVerbs(dependencies: ChatDependencies): AnswerVerbs {
  const { models, relay, reservations, running } = dependencies;

  async function ask(context: Context, request: ChatRequest): Promise<StartedAnswer> {
    const span = openAnswerSpan(context);
    try {
      return await span.within(() => begin(context, request, span));
    } catch (error) {
      span.end(error);
      throw error;
    }
  }

  async function begin(context: Context, request: ChatRequest, span: OpenSpan): Promise<StartedAnswer> {
    const askedAt = performance.now();
    const { use_cache: useCache = true, filters } = request;
    requirePermission(context, Permission.ChatUse);
    running.requireOpen();
    const model = await models.resolve(context, request.model);
    const budget = budgetOf(model, dependencies.answerTokenLimit);
    requireQuestionFits(request.message, budget);
    const asked = await measureAsked(dependencies, context, request);
    const repeated = await reopenAnswer(dependencies, context, request);
    if (repeated) return repeat(context, repeated, span);
    const reservation = await inSpan("reserve", {}, () =>
      reserveAnswer(dependencies, context, asked, { model, budget }),
    );
    try {
      const opened = await inSpan("open", {}, () => openAnswer(dependencies, context, request, model.name));
      if (opened.isNew) {
        running.start(opened.answerId, (signal) =>
          writeInSpan(
            span,
            startRun({
              context: detach(context, signal),
              opened,
              model,
              budget,
              reservation,
              useCache,
              filters,
              askedAt,
            }),
            write,
          ),
        );
        return started(context, opened);
      }
      reservations.release(reservation);
      return repeat(context, opened, span);
    } catch (error) {
      reservations.release(reservation);
      throw error;
    }
  }

  /** What an earlier request with the same key has opened: somebody writes it, or has written it. */
  function repeat(context: Context, opened: OpenedAnswer, span: OpenSpan): StartedAnswer {
    span.set({ "eai.replayed": true });
    span.end();
    return started(context, opened);
  }

  function started(context: Context, { conversation, questionId, answerId, isNew }: OpenedAnswer): StartedAnswer {
    // What was retrieved for this very request need not be asked again; an answer of an earlier one must.
    const parts = followAnswer(dependencies, context, answerId, isNew ? "as it was" : "checked again");
    return { conversation, questionId, answerId, parts };
  }

  /** From the opened answer to its settlement, apart from the request that asked. Never rejects. */
  async function write(run: AnswerRun): Promise<void> {
    const { answerId } = run.opened;
    const emit: Emit = (part) => relay.append(answerId, part);
    const checkpoints = startCheckpoints(dependencies, run, (reason) => running.interrupt(answerId, reason));
    let ending: Ending = completed;
    try {
      emitStart(run, emit);
      const history = await readHistory(dependencies, run.context, run.opened);
      run.historySources = history.turns.flatMap((turn) => turn.sourceDocumentIds);
      if (history.withheld) emitNotice(run, emit, "history_withheld");
      await inStage("retrieve", () => retrieve(dependencies, run, emit, history.turns.at(-1)));
      const prompt = await inStage("prompt", async () => composePrompt(run, emit, history));
      await inStage("stream", () => stream(run, emit, prompt, checkpoints));
    } catch (error) {
      ending = endingOf(error, run, dependencies.log);
      run.failure = ending.error?.code ?? ending.state;
    }
    await checkpoints.stop();
    await settle(dependencies, run, emit, ending);
  }

  async function stream(run: AnswerRun, emit: Emit, prompt: Prompt, checkpoints: Checkpoints): Promise<void> {
    const { context, opened, model, reservation, budget } = run;
    const generating = { stage: "generating", passage_count: run.served.length, model: model.name } as const;
    emit(dataPart("stage", generating, "stage"));
    const filter = createMarkerFilter(run.served.length, run.searched);
    run.promptTokens = prompt.tokens;
    run.call = models.stream(context, reservation, {
      model: model.name,
      messages: prompt.messages,
      maxOutputTokens: budget.answerTokens,
      affinityKey: opened.conversation.id,
      signal: context.signal,
    });
    checkpoints.noteCall();
    for await (const part of run.call.parts) {
      switch (part.type) {
        case "served":
          run.servedBy = part.region ?? part.deploymentId;
          emit(dataPart("stage", { ...generating, served_by: run.servedBy }, "stage"));
          checkpoints.noteCall();
          break;
        case "text":
          if (run.text === "") dependencies.observe?.firstToken?.((performance.now() - run.askedAt) / 1000);
          emitText(run, emit, filter.push(withoutNul(part.text)));
          break;
        case "finish":
          emitText(run, emit, filter.end());
          if (part.reason === "content-filter") throw filteredAnswer();
          if (part.reason === "length") emitNotice(run, emit, "output_limit_reached");
          break;
        default:
          part satisfies never;
      }
    }
  }

  async function askAndWait(context: Context, request: ChatRequest): Promise<ChatAnswer> {
    const { answerId, parts } = await ask(context, request);
    for await (const part of parts) {
      // What comes after a settled answer is a title at most, and not worth the wait.
      if (part.type === "data-settled" && part.data.state === "complete") break;
      if (part.type !== "error") continue;
      const { code, errorText, retryAfterSeconds } = part;
      throw new ProblemError(code, errorText, retryAfterSeconds === undefined ? {} : { retryAfterSeconds });
    }
    context.signal.throwIfAborted();
    return readAnswer(context, answerId);
  }

  async function readAnswer(context: Context, answerId: string): Promise<ChatAnswer> {
    const rows = await dependencies.database.select(messageColumns).from(messages).where(eq(messages.id, answerId));
    const [message] = await presentMessages(dependencies, context, rows);
    if (!message) throw notFound("message");
    const conversation = await findConversation(dependencies.database, context, message.session_id);
    return { session: presentConversation(conversation), message };
  }

  return { ask, askAndWait };
}

/** The asker, with the answer's own signal: the request that asked may be over long before the answer. */
function detach({ idempotencyKey: _, ...asker }: Context, signal: AbortSignal): Context {
  return { ...asker, signal };
}

function emitStart({ opened }: AnswerRun, emit: Emit): void {
  const { conversation, questionId, answerId, parentId } = opened;
  emit({ type: "start", messageId: answerId });
  const session = {
    session_id: conversation.id,
    title: conversation.title,
    question_id: questionId,
    answer_id: answerId,
    parent_id: parentId,
  };
  emit(dataPart("session", session, "session"));
}

function composePrompt(run: AnswerRun, emit: Emit, { turns, hasOlder }: History): Prompt {
  const prompt = buildPrompt({
    history: turns,
    hasOlder,
    question: run.opened.question,
    knowledge: run.searched ? run.served.map(toSource) : "not_asked",
    budgetTokens: run.budget.promptTokens,
    countTokens: run.budget.countTokens,
  });
  if (prompt.compacted) emitNotice(run, emit, "history_compacted");
  if (isQuote(run.model)) emitNotice(run, emit, "no_language_model");
  return prompt;
}

/** The stand-in that quotes passages while no language model is configured. */
function isQuote(model: ModelEntry): boolean {
  return model.provider === "quote";
}
