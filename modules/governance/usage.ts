import { actorId, type Context, newId, type Transaction } from "@eai/modules/kernel";
import { chargeBudgets } from "./budgets/charge-budgets.ts";
import { usageRecords } from "./tables.ts";

/** Prices in integer micro-USD for a million tokens, kept with each record. */
export interface PriceRow {
  inputMicroUsdPerMillionTokens: number;
  cachedInputMicroUsdPerMillionTokens: number;
  outputMicroUsdPerMillionTokens: number;
}

/** `completion` and `embedding`: asked for through the OpenAI-compatible API. */
export type UsagePurpose = "chat" | "title" | "query_embedding" | "ingestion_embedding" | "completion" | "embedding";
export type UsageOutcome = "ok" | "aborted" | "failed" | "filtered" | "empty" | "interrupted";

/** What one upstream call used; `cachedTokens` are part of the prompt, `reasoningTokens` of the completion. */
export interface UsageDraft {
  /** Given where the call was noted before it ended: whoever records it, it is recorded once. */
  id?: string;
  purpose: UsagePurpose;
  provider: string;
  deploymentId: string;
  region: string | null;
  model: string;
  promptTokens: number;
  cachedTokens: number;
  completionTokens: number;
  reasoningTokens: number;
  costMicroUsd: number;
  price: PriceRow;
  estimated: boolean;
  latencyMs: number;
  firstTokenMs: number | null;
  outcome: UsageOutcome;
  answerId?: string;
}

/** A draft together with who pays: all that a usage record and its budgets need. */
export interface UsageEntry extends UsageDraft {
  id: string;
  tenantId: string;
  tenantPath: readonly string[];
  groupIds: readonly string[];
  actorKind: "person" | "system";
  actorId: string;
  apiKeyId: string | null;
  channel: Context["channel"];
  requestId: string;
}

/** Names who pays for what a context does. */
export function usageEntry(context: Context, draft: UsageDraft): UsageEntry {
  const { actor, tenantId, tenantPath, channel, requestId } = context;
  const person = actor.kind === "person" ? actor : undefined;
  return {
    ...draft,
    id: draft.id ?? newId("use"),
    tenantId,
    tenantPath,
    groupIds: person?.groupIds ?? [],
    actorKind: actor.kind,
    actorId: actorId(actor),
    apiKeyId: person?.apiKeyId ?? null,
    channel,
    requestId,
  };
}

/**
 * Writes usage records and charges the budgets they are of, in one transaction: neither is there without the other. One
 * whose id, or whose answer, is on record already is left out, so that settlement may be repeated.
 * @returns the entries that were written now
 */
export async function recordUsageEntries(
  transaction: Transaction,
  entries: readonly UsageEntry[],
): Promise<UsageEntry[]> {
  if (entries.length === 0) return [];
  const rows = entries.map(({ tenantPath: _, groupIds: __, ...row }) => ({ ...row, answerId: row.answerId ?? null }));
  const inserted = await transaction
    .insert(usageRecords)
    .values(rows)
    .onConflictDoNothing()
    .returning({ id: usageRecords.id });
  const ids = new Set(inserted.map(({ id }) => id));
  const written = entries.filter(({ id }) => ids.has(id));
  await chargeBudgets(transaction, written);
  return written;
}

/** Writes one usage record for what a context did. */
export async function recordUsage(transaction: Transaction, context: Context, draft: UsageDraft): Promise<void> {
  await recordUsageEntries(transaction, [usageEntry(context, draft)]);
}
