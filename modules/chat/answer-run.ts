import type { Citation, Notice, SearchFilters } from "@eai/contract";
import { payerOf, type Reservation } from "@eai/modules/governance";
import { type Context, describeError } from "@eai/modules/kernel";
import type { ModelCall, ModelEntry } from "@eai/modules/models";
import { and, eq, sql } from "drizzle-orm";
import { type AnswerPart, dataPart, textPartId } from "./answer-parts.ts";
import type { ChatDependencies } from "./dependencies.ts";
import type { FilteredText } from "./marker-filter.ts";
import { isOpen } from "./messages.ts";
import type { ModelBudget } from "./model-budget.ts";
import { leaseExpiry, type OpenedAnswer } from "./open-answer.ts";
import { messages } from "./tables.ts";

/** One answer while it is written, from stage to stage. */
export interface AnswerRun {
  /** Of the asker, with the signal of the answer: the request that asked may be over. */
  context: Context;
  opened: OpenedAnswer;
  model: ModelEntry;
  budget: ModelBudget;
  reservation: Reservation;
  /** False: search anew, whatever was found before. */
  useCache: boolean;
  /** Which documents are searched; left out: all of the knowledge bases chosen. */
  filters: SearchFilters | undefined;
  /** Knowledge was searched, with whatever result. */
  searched: boolean;
  /** Every passage the model was given, by number. */
  served: Citation[];
  /** Documents behind the earlier answers in the prompt. */
  historySources: string[];
  /** Numbers the stream has named. */
  cited: Set<number>;
  notices: Notice[];
  text: string;
  textOpen: boolean;
  call: ModelCall | undefined;
  /** As counted before the call. */
  promptTokens: number;
  servedBy: string | null;
  /** Why it did not become complete: a code. */
  failure: string | undefined;
  /** When it was asked, by `performance.now()`. */
  askedAt: number;
}

export function startRun(
  start: Pick<
    AnswerRun,
    "context" | "opened" | "model" | "budget" | "reservation" | "useCache" | "filters" | "askedAt"
  >,
): AnswerRun {
  return {
    ...start,
    searched: false,
    served: [],
    historySources: [],
    cited: new Set(),
    notices: [],
    text: "",
    textOpen: false,
    call: undefined,
    promptTokens: 0,
    servedBy: null,
    failure: undefined,
  };
}

/** Every document the text of this answer can come from. */
export function sourcesOf({ served, historySources }: Pick<AnswerRun, "served" | "historySources">): string[] {
  return [...new Set([...historySources, ...served.map((citation) => citation.document_id)])];
}

export type Emit = (part: AnswerPart) => void;

export function emitNotice(run: Pick<AnswerRun, "notices">, emit: Emit, notice: Notice): void {
  if (run.notices.includes(notice)) return;
  run.notices.push(notice);
  emit(dataPart("notice", { notice }, notice));
}

/** Text goes out together with the passages it cites for the first time. */
export function emitText(run: AnswerRun, emit: Emit, { text, cited, removed }: FilteredText): void {
  if (removed) emitNotice(run, emit, "marker_removed");
  for (const citation of run.served) if (cited.includes(citation.number)) emitCitation(run, emit, citation);
  if (text === "") return;
  if (!run.textOpen) emit({ type: "text-start", id: textPartId });
  run.textOpen = true;
  run.text += text;
  emit({ type: "text-delta", id: textPartId, delta: text });
}

function emitCitation(run: AnswerRun, emit: Emit, citation: Citation): void {
  if (run.cited.has(citation.number)) return;
  run.cited.add(citation.number);
  emit(citationPart(citation));
}

/** A later one of the same number takes the place of the one before. */
export function citationPart(citation: Citation): AnswerPart {
  return dataPart("citation", citation, `citation-${citation.number}`);
}

export interface Checkpoints {
  /** Writes down who serves and which passages, so that recovery knows; does not wait. */
  noteCall(): void;
  /** Ends the writing; waits for the one on its way. */
  stop(): Promise<void>;
}

const checkpointMs = 1000;

/**
 * Writes the text so far into the answer's row about once a second and renews the lease with it, so that a killed
 * process loses a second of text at most. Reads in return whether the answer should stop.
 * @param interrupt called when it should, or when the answer is no longer this process's
 */
export function startCheckpoints(
  { database, log }: Pick<ChatDependencies, "database" | "log">,
  run: AnswerRun,
  interrupt: (reason: "stopped" | "lease_lost") => void,
): Checkpoints {
  let writing: Promise<void> | undefined;
  let noteNext = false;
  /** What could not be written is written with the next checkpoint, not at once: the database is away. */
  let noteAgain = false;
  let stopped = false;

  function write(): void {
    if (stopped) return;
    writing ??= writeOnce().finally(() => {
      writing = undefined;
      if (noteNext) write();
    });
  }

  async function writeOnce(): Promise<void> {
    const isNoted = noteNext;
    const note = isNoted ? callColumns(run) : {};
    noteNext = false;
    try {
      const [row] = await database
        .update(messages)
        .set({ text: run.text, leaseExpiresAt: leaseExpiry, ...note })
        .where(and(eq(messages.id, run.opened.answerId), isOpen))
        .returning({ stop: sql<boolean>`${messages.stopRequestedAt} is not null` });
      if (stopped) return;
      if (!row) interrupt("lease_lost");
      else if (row.stop) interrupt("stopped");
    } catch (error) {
      if (isNoted) noteAgain = true;
      log.warn({ answerId: run.opened.answerId, ...describeError(error) }, "checkpoint not written");
    }
  }

  const timer = setInterval(() => {
    noteNext ||= noteAgain;
    noteAgain = false;
    write();
  }, checkpointMs);
  return {
    noteCall() {
      noteNext = true;
      // After what is under way: the call that is being sent, the first words that are being passed on.
      setImmediate(write);
    },
    async stop() {
      stopped = true;
      clearInterval(timer);
      await writing;
    },
  };
}

function callColumns(run: AnswerRun): Partial<typeof messages.$inferInsert> {
  const { context, call, promptTokens } = run;
  if (!call) return {};
  const usage = call.usage("interrupted");
  const { groupIds, apiKeyId } = payerOf(context);
  return {
    state: "streaming",
    citations: run.served,
    sourceDocumentIds: sourcesOf(run),
    notices: run.notices,
    servedBy: run.servedBy,
    openCall: {
      usage: { ...usage, promptTokens: usage.provider === "quote" ? 0 : promptTokens },
      channel: context.channel,
      requestId: context.requestId,
      groupIds,
      apiKeyId,
    },
  };
}
