import { setTimeout as delay } from "node:timers/promises";
import type { UsageDraft, UsageOutcome } from "@eai/modules/governance";
import { describeError, type Log, ProblemError } from "@eai/modules/kernel";
import { type AnswerPart, dataPart, textPartId } from "./answer-parts.ts";
import { type AnswerRun, citationPart, type Emit, emitNotice, sourcesOf } from "./answer-run.ts";
import { type CheckedAnswer, checkCitations } from "./citations.ts";
import { removeSurplusConversations } from "./conversation-limit.ts";
import type { ChatDependencies } from "./dependencies.ts";
import { askEntailment } from "./entailment.ts";
import { presentUsage, toTextSpan } from "./messages.ts";
import { AnswerInterruption, type InterruptionReason } from "./running-answers.ts";
import { type AnswerError, type Settlement, settleOnce, settleWithPatience, toAnswerError } from "./settle-answer.ts";
import { writeTitle } from "./titles.ts";
import { inStage } from "./trace-answer.ts";

export interface Ending {
  state: Settlement["state"];
  outcome: UsageOutcome;
  error: AnswerError | null;
}

export const completed: Ending = { state: "complete", outcome: "ok", error: null };

/** What became of an answer whose writing threw. */
export function endingOf(error: unknown, run: AnswerRun, log: Log): Ending {
  const { reason } = run.context.signal;
  if (run.context.signal.aborted && reason instanceof AnswerInterruption) return interruptedEnding(reason.reason);
  if (!(error instanceof ProblemError)) {
    const kind = error instanceof Error ? error.name : "unknown";
    log.error({ answerId: run.opened.answerId, requestId: run.context.requestId, kind }, "answer failed");
  }
  const answerError = toAnswerError(error, run.context);
  return answerError.code === "content_filtered"
    ? { state: "filtered", outcome: "filtered", error: answerError }
    : { state: "failed", outcome: "failed", error: answerError };
}

function interruptedEnding(reason: InterruptionReason): Ending {
  switch (reason) {
    case "stopped":
      return { state: "stopped", outcome: "aborted", error: null };
    case "shutting_down":
    case "lease_lost":
      return {
        state: "interrupted",
        outcome: "interrupted",
        error: {
          code: "shutting_down",
          detail: "The server is restarting and this answer broke off. Ask again in a moment.",
          retryAfterSeconds: 5,
        },
      };
    default:
      return reason satisfies never;
  }
}

/**
 * Settles the answer, tells the readers, gives the reservation back, and has a title written after the first answer.
 * Never throws: what cannot be settled is left to recovery.
 */
export async function settle(
  dependencies: ChatDependencies,
  run: AnswerRun,
  emit: Emit,
  ending: Ending,
): Promise<void> {
  const { relay, reservations, log } = dependencies;
  const { answerId } = run.opened;
  const { removed, corrected, hasSupported, ...checked } = await checkAnswer(dependencies, run, ending);
  if (removed) emitNotice(run, emit, "marker_removed");
  if (corrected) emitNotice(run, emit, "marker_corrected");
  if (run.searched && ending.state === "complete" && checked.citations.length === 0 && !hasSupported) {
    emitNotice(run, emit, "no_evidence_found");
  }
  const usage: UsageDraft | null = run.call?.reachedUpstream ? run.call.usage(ending.outcome) : null;
  if (usage) reservations.noteUse(run.reservation, { tokens: usage.promptTokens + usage.completionTokens });
  const settlement: Settlement = {
    answerId,
    ...checked,
    sourceDocumentIds: sourcesOf(run),
    state: ending.state,
    error: ending.error,
    notices: run.notices,
    servedBy: run.servedBy,
    usage,
  };
  const parties = { asker: run.context, settler: run.context };
  try {
    const settled = await inStage("settle", () =>
      settleWithPatience(() => settleOnce(dependencies, parties, settlement), log, answerId),
    );
    if (settled) {
      dependencies.observe?.settled?.(ending.state);
      await makeRoom(dependencies, run);
      emitSettled(run, emit, settlement);
      reservations.release(run.reservation);
      await finish(dependencies, run, emit, ending, checked.text);
    }
  } catch (error) {
    log.error({ answerId, ...describeError(error) }, "answer not settled, left to recovery");
    emit({
      type: "error",
      code: "database_unavailable",
      errorText: "The answer could not be saved. What was written will be back when the database is.",
    });
  } finally {
    reservations.release(run.reservation);
    // Readers who have not seen a last part read the rest from the database.
    relay.close(answerId);
  }
}

/** The first answer of a conversation is there: now the oldest conversation makes room for it, when there are too many. */
async function makeRoom({ database, conversationLimit, log }: ChatDependencies, run: AnswerRun): Promise<void> {
  const { answerId, ordinal } = run.opened;
  if (ordinal !== 1) return;
  await database
    .transaction((transaction) => removeSurplusConversations(transaction, run.context, conversationLimit))
    .catch((error: unknown) =>
      log.warn({ answerId, ...describeError(error) }, "no room made, left to the next answer"),
    );
}

/** What the quote model writes is in the passages, word for word: it has nothing to be marked. */
async function checkAnswer(dependencies: ChatDependencies, run: AnswerRun, ending: Ending): Promise<CheckedAnswer> {
  const { served, context } = run;
  const text = run.text.trimEnd();
  const searched = run.searched && run.model.provider !== "quote";
  if (!searched || ending.state !== "complete") return checkCitations(text, served, { searched });
  const { answerId } = run.opened;
  const rulings = await askEntailment(dependencies, context, { answerId, text, served });
  return checkCitations(text, served, { searched, ...(rulings && { rulings }) });
}

function emitSettled(run: AnswerRun, emit: Emit, { text, state, citations, unsupported, usage }: Settlement): void {
  if (run.textOpen) emit({ type: "text-end", id: textPartId });
  // Told again: where in its passage the answer rests on it is known now.
  for (const citation of citations) emit(citationPart(citation));
  if (usage) emit(dataPart("usage", { ...presentUsage(usage), model: usage.model, served_by: run.servedBy }));
  emit(dataPart("settled", { state, text, unsupported: unsupported.map(toTextSpan) }));
}

/** Readers wait no longer than this for a title; the list of conversations shows it whenever it comes. */
const titleWaitMs = 2000;

async function finish(
  dependencies: ChatDependencies,
  run: AnswerRun,
  emit: Emit,
  ending: Ending,
  answer: string,
): Promise<void> {
  const { conversation, question, questionId, answerId, parentId, titleSource } = run.opened;
  // Also where the first question was asked again, or another one in its place, before there was a title.
  const isFirst = parentId === null && titleSource === "fallback";
  const last = lastPart(ending);
  if (!isFirst || ending.state !== "complete" || !dependencies.models.hasLanguageModel) return emit(last);
  let open = true;
  const titled = inStage("title", () =>
    writeTitle(dependencies, run.context, {
      conversationId: conversation.id,
      question,
      answer,
      signal: run.context.signal,
    }),
  ).then((title) => {
    if (!open || title === undefined) return;
    const ids = { session_id: conversation.id, question_id: questionId, answer_id: answerId, parent_id: parentId };
    emit(dataPart("session", { ...ids, title }, "session"));
  });
  await Promise.race([titled, delay(titleWaitMs, undefined, { ref: false })]);
  open = false;
  emit(last);
  dependencies.relay.close(answerId);
  await titled;
}

function lastPart({ state, error }: Ending): AnswerPart {
  if (state === "complete") return { type: "finish", finishReason: "stop" };
  if (error === null) return { type: "abort" };
  const { code, detail, retryAfterSeconds } = error;
  return { type: "error", code, errorText: detail, ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }) };
}
