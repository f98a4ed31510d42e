import { setTimeout as delay } from "node:timers/promises";
import type { Citation, ErrorCode, MessageState, Notice } from "@eai/contract";
import { recordAudit, recordUsage, type UsageDraft, type UsageEntry } from "@eai/modules/governance";
import { type Context, describeError, type Log, ProblemError } from "@eai/modules/kernel";
import { and, eq, sql } from "drizzle-orm";
import type { ChatDependencies } from "./dependencies.ts";
import { isOpen, presentUsage } from "./messages.ts";
import { searchable, storableText } from "./storable-text.ts";
import { conversations, messages, type TextSpan } from "./tables.ts";

export interface AnswerError {
  code: ErrorCode;
  detail: string;
  retryAfterSeconds?: number;
}

export interface Settlement {
  answerId: string;
  state: Exclude<MessageState, "pending" | "streaming">;
  text: string;
  citations: Citation[];
  sourceDocumentIds: string[];
  notices: Notice[];
  /** Places in the text. */
  unsupported: TextSpan[];
  error: AnswerError | null;
  servedBy: string | null;
  /** Null when no model was reached. */
  usage: UsageDraft | null;
}

type SettleDependencies = Pick<ChatDependencies, "database" | "clock" | "observeUsage">;

interface SettlingParty {
  /** Whose call is recorded. */
  asker: Context;
  /** Who settles: the asker's request, or recovery. */
  settler: Context;
}

/**
 * Ends an answer: text, citations, usage and audit in one transaction, once. The write is conditional on the answer
 * still being open, so a second settlement changes nothing; the usage of an answer that was deleted meanwhile is kept.
 * @returns false when it had been settled or deleted before
 */
export async function settleOnce(
  { database, clock, observeUsage }: SettleDependencies,
  { asker, settler }: SettlingParty,
  settlement: Settlement,
): Promise<boolean> {
  const { answerId, state, error, usage } = settlement;
  const now = new Date(clock());
  let recorded: UsageEntry | undefined;
  const isSettled = await database.transaction(async (transaction) => {
    // The conversation is held first, as whoever removes it does: the other way round both could wait for ever.
    await transaction.execute(sql`
      select 1 from conversations where id = (select conversation_id from messages where id = ${answerId}) for update`);
    const [settled] = await transaction
      .update(messages)
      .set({
        state,
        text: storableText(settlement.text),
        searchText: searchable(settlement.text),
        citations: settlement.citations,
        sourceDocumentIds: settlement.sourceDocumentIds,
        notices: settlement.notices,
        unsupported: settlement.unsupported,
        errorCode: error?.code ?? null,
        errorDetail: error?.detail ?? null,
        servedBy: settlement.servedBy,
        usage: usage === null ? null : presentUsage(usage),
        leaseExpiresAt: null,
        openCall: null,
        settledAt: now,
      })
      .where(and(eq(messages.id, answerId), isOpen))
      .returning({ conversationId: messages.conversationId });
    if (usage !== null) recorded = await recordUsage(transaction, asker, { ...usage, answerId });
    if (!settled) return false;
    await transaction.update(conversations).set({ updatedAt: now }).where(eq(conversations.id, settled.conversationId));
    await recordAudit(transaction, settler, {
      action: "answer.settle",
      resourceKind: "message",
      resourceId: answerId,
      ...(error === null ? {} : { reason: error.code }),
      changes: { state, session_id: settled.conversationId, citations: settlement.citations.length },
    });
    return true;
  });
  if (recorded) observeUsage?.(recorded);
  return isSettled;
}

const pausesMs = [100, 400, 1500, 4000];

/**
 * Settles through a short loss of the database. What cannot be settled in some seconds is left to recovery.
 * @throws the last error
 */
export async function settleWithPatience(settle: () => Promise<boolean>, log: Log, answerId: string): Promise<boolean> {
  for (const pauseMs of pausesMs) {
    try {
      return await settle();
    } catch (error) {
      log.warn({ answerId, ...describeError(error) }, "answer not settled yet");
      await delay(pauseMs);
    }
  }
  return settle();
}

/** What people are told of a failure; of an unexpected one nothing but the request. */
export function toAnswerError(error: unknown, context: Context): AnswerError {
  if (!(error instanceof ProblemError)) {
    return {
      code: "internal_error",
      detail: `Something went wrong on our side. Ask again; if it stays, tell your administrator the request ${context.requestId}.`,
    };
  }
  const { code, message: detail, retryAfterSeconds } = error;
  return { code, detail, ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }) };
}
