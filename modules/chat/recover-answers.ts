import type { UsageDraft } from "@eai/modules/governance";
import { tenants } from "@eai/modules/identity";
import { type Context, type Database, newId, systemContext } from "@eai/modules/kernel";
import { costMicroUsd, countTokens, tokenizerOf } from "@eai/modules/models";
import { and, eq, sql } from "drizzle-orm";
import { checkCitations } from "./citations.ts";
import type { ChatDependencies } from "./dependencies.ts";
import { isOpen, type MessageRow, messageColumns } from "./messages.ts";
import { completeCitation } from "./present-citation.ts";
import { settleOnce } from "./settle-answer.ts";
import { conversations, messages } from "./tables.ts";

export interface RecoverInput {
  /** Only in this conversation. */
  conversationId?: string;
  /** Also those whose lease runs still: right when this process is the only one, and has just started. */
  includingLeased?: boolean;
}

interface LeftAnswer {
  answer: MessageRow;
  personId: string;
  tenantId: string;
  tenantPath: string[];
}

const batchSize = 100;

/**
 * Settles answers whose process died: the text that was written is kept and marked `interrupted`, and the call is
 * recorded with what can be counted.
 * @returns how many
 */
export async function recoverAnswers(
  dependencies: Pick<ChatDependencies, "database" | "clock" | "relay" | "log" | "observeUsage">,
  input: RecoverInput = {},
): Promise<number> {
  let recovered = 0;
  for (;;) {
    const left = await findLeft(dependencies.database, input);
    for (const answer of left) if (await recover(dependencies, answer)) recovered += 1;
    if (left.length < batchSize) break;
  }
  if (recovered > 0) dependencies.log.warn({ count: recovered }, "interrupted answers recovered");
  return recovered;
}

function findLeft(database: Database, { conversationId, includingLeased }: RecoverInput): Promise<LeftAnswer[]> {
  return database
    .select({
      answer: messageColumns,
      personId: conversations.personId,
      tenantId: conversations.tenantId,
      tenantPath: tenants.path,
    })
    .from(messages)
    .innerJoin(conversations, eq(conversations.id, messages.conversationId))
    .innerJoin(tenants, eq(tenants.id, conversations.tenantId))
    .where(
      and(
        isOpen,
        includingLeased ? undefined : sql`coalesce(${messages.leaseExpiresAt}, now()) <= now()`,
        conversationId === undefined ? undefined : eq(messages.conversationId, conversationId),
      ),
    )
    .orderBy(messages.id)
    .limit(batchSize);
}

async function recover(
  dependencies: Pick<ChatDependencies, "database" | "clock" | "relay" | "observeUsage">,
  left: LeftAnswer,
): Promise<boolean> {
  const { answer } = left;
  const {
    removed,
    corrected,
    hasSupported: _,
    ...checked
  } = checkCitations(
    answer.text.trimEnd(),
    answer.citations.map((citation) => completeCitation(citation)),
    { searched: wasSearched(answer) },
  );
  const told = [
    ...answer.notices,
    ...(removed ? ["marker_removed" as const] : []),
    ...(corrected ? ["marker_corrected" as const] : []),
  ];
  const settled = await settleOnce(
    dependencies,
    { asker: askerOf(left), settler: systemContext("recovery", { id: left.tenantId, path: left.tenantPath }) },
    {
      answerId: answer.id,
      state: "interrupted",
      ...checked,
      sourceDocumentIds: answer.sourceDocumentIds,
      notices: [...new Set(told)],
      error: {
        code: "shutting_down",
        detail: "The server went away while it wrote this answer. Ask again for the whole of it.",
      },
      servedBy: answer.servedBy,
      usage: usageOf(answer),
    },
  );
  dependencies.relay.close(answer.id);
  return settled;
}

/** An answer that had no passages and was not told so was not written from knowledge. */
function wasSearched({ citations, notices, openCall }: MessageRow): boolean {
  return openCall?.usage.provider !== "quote" && (citations.length > 0 || notices.includes("no_evidence_found"));
}

/** The provider's figures went with the process: the completion is counted from the text that was kept. */
function usageOf({ openCall, text }: MessageRow): UsageDraft | null {
  if (openCall === null) return null;
  const { usage } = openCall;
  const completionTokens = usage.provider === "quote" ? 0 : countTokens(text, tokenizerOf(usage.model));
  const tokens = { ...usage, completionTokens };
  return {
    ...tokens,
    costMicroUsd: costMicroUsd(tokens, usage.price),
    estimated: usage.provider !== "quote",
    outcome: "interrupted",
  };
}

/** The request that had asked, as far as usage records name it. */
function askerOf({ answer, personId, tenantId, tenantPath }: LeftAnswer): Context {
  const { groupIds = [], apiKeyId } = answer.openCall ?? {};
  const nobody = { kind: "person", name: "", role: "member", permissions: new Set<never>(), via: "token" } as const;
  return {
    actor: { ...nobody, personId, groupIds, ...(apiKeyId ? { apiKeyId } : {}) },
    tenantId,
    tenantPath,
    requestId: answer.openCall?.requestId ?? newId("req"),
    channel: answer.openCall?.channel ?? "api",
    signal: new AbortController().signal,
  };
}
