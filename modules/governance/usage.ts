import { actorId, type Context, type Database, newId, type Transaction } from "@eai/modules/kernel";
import { usageRecords } from "./tables.ts";

/** Prices in integer micro-USD for a million tokens, kept with each record. */
export interface PriceRow {
  inputMicroUsdPerMillionTokens: number;
  cachedInputMicroUsdPerMillionTokens: number;
  outputMicroUsdPerMillionTokens: number;
}

export type UsagePurpose = "chat" | "title" | "query_embedding" | "ingestion_embedding";
export type UsageOutcome = "ok" | "aborted" | "failed" | "filtered" | "empty" | "interrupted";

/** What one upstream call used; `cachedTokens` are part of the prompt, `reasoningTokens` of the completion. */
export interface UsageDraft {
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

/** Writes one usage record; a second chat record for the same answer is ignored, so settlement may be repeated. */
export async function recordUsage(
  database: Database | Transaction,
  context: Context,
  draft: UsageDraft,
): Promise<void> {
  await database
    .insert(usageRecords)
    .values({
      ...draft,
      id: newId("use"),
      tenantId: context.tenantId,
      actorKind: context.actor.kind,
      actorId: actorId(context.actor),
      apiKeyId: context.actor.kind === "person" ? (context.actor.apiKeyId ?? null) : null,
      channel: context.channel,
      requestId: context.requestId,
      answerId: draft.answerId ?? null,
    })
    .onConflictDoNothing();
}
