import type { usageOutcomes, usagePurposes } from "@eai/contract";
import { actorId, type Context, newId, rowsOf, type Transaction } from "@eai/modules/kernel";
import { type SQL, sql } from "drizzle-orm";
import { chargeBudgets } from "./budgets/charge-budgets.ts";
import { reopenUsageDays } from "./usage-days.ts";

/** Prices in integer micro-USD for a million tokens, kept with each record. */
export interface PriceRow {
  inputMicroUsdPerMillionTokens: number;
  cachedInputMicroUsdPerMillionTokens: number;
  outputMicroUsdPerMillionTokens: number;
}

export type UsagePurpose = (typeof usagePurposes)[number];
export type UsageOutcome = (typeof usageOutcomes)[number];

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
  /** When the call ended, RFC 3339; of one that runs, when it began. */
  at: string;
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
    at: new Date().toISOString(),
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
  await reopenUsageDays(transaction, entries);
  const inserted = await rowsOf<{ id: string }>(transaction, insertRecords(entries));
  const ids = new Set(inserted.map(({ id }) => id));
  const written = entries.filter(({ id }) => ids.has(id)).map((entry) => ({ ...entry, ...storableCounts(entry) }));
  await chargeBudgets(transaction, written);
  return written;
}

/** One parameter however many rows: the statement is the same each time, and costs next to nothing to make. */
function insertRecords(entries: readonly UsageEntry[]): SQL {
  const rows = entries.map(({ tenantPath: _, groupIds: __, ...row }) => ({ ...row, ...storableCounts(row) }));
  return sql`
    insert into usage_records (id, tenant_id, actor_kind, actor_id, api_key_id, channel, request_id, purpose, provider,
      deployment_id, region, model, prompt_tokens, cached_tokens, completion_tokens, reasoning_tokens, cost_micro_usd,
      price, estimated, latency_ms, first_token_ms, outcome, answer_id, created_at)
    select id, "tenantId", "actorKind", "actorId", "apiKeyId", channel, "requestId", purpose, provider,
      "deploymentId", region, model, "promptTokens", "cachedTokens", "completionTokens", "reasoningTokens",
      "costMicroUsd", price, estimated, "latencyMs", "firstTokenMs", outcome, "answerId", at
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as row (id text, "tenantId" text, "actorKind" text,
      "actorId" text, "apiKeyId" text, channel text, "requestId" text, purpose text, provider text,
      "deploymentId" text, region text, model text, "promptTokens" int, "cachedTokens" int, "completionTokens" int,
      "reasoningTokens" int, "costMicroUsd" bigint, price jsonb, estimated boolean, "latencyMs" int,
      "firstTokenMs" int, outcome text, "answerId" text, at timestamptz)
    on conflict do nothing
    returning id`;
}

const mostTokens = 2 ** 31 - 1;

/** Servers say strange things: half a token, less than none, more than a column holds. Such a call is recorded too. */
function storableCounts(row: UsageDraft) {
  return {
    promptTokens: wholeNumber(row.promptTokens, mostTokens),
    cachedTokens: wholeNumber(row.cachedTokens, mostTokens),
    completionTokens: wholeNumber(row.completionTokens, mostTokens),
    reasoningTokens: wholeNumber(row.reasoningTokens, mostTokens),
    costMicroUsd: wholeNumber(row.costMicroUsd, Number.MAX_SAFE_INTEGER),
  };
}

function wholeNumber(value: number, most: number): number {
  return Number.isNaN(value) ? 0 : Math.min(Math.max(0, Math.ceil(value)), most);
}

/**
 * Writes one usage record for what a context did.
 * @returns the entry; undefined when it was on record
 */
export async function recordUsage(
  transaction: Transaction,
  context: Context,
  draft: UsageDraft,
): Promise<UsageEntry | undefined> {
  const [written] = await recordUsageEntries(transaction, [usageEntry(context, draft)]);
  return written;
}
