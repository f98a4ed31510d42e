import type { UsageDraft } from "@eai/modules/governance";
import { type Context, type Database, rowsOf, systemContext } from "@eai/modules/kernel";
import { sql } from "drizzle-orm";

export const usageContext: Context = systemContext("test", { id: "ten_usage", path: ["ten_usage"] });

const price = {
  inputMicroUsdPerMillionTokens: 2_000_000,
  cachedInputMicroUsdPerMillionTokens: 500_000,
  outputMicroUsdPerMillionTokens: 8_000_000,
};

/** What a call used, as models give it. */
export function usageDraft(changes: Partial<UsageDraft> = {}): UsageDraft {
  return {
    purpose: "query_embedding",
    provider: "azure",
    deploymentId: "azure:eastus:gpt-4.1",
    region: "eastus",
    model: "gpt-4.1",
    promptTokens: 100,
    cachedTokens: 0,
    completionTokens: 0,
    reasoningTokens: 0,
    costMicroUsd: 200,
    price,
    estimated: false,
    latencyMs: 5,
    firstTokenMs: null,
    outcome: "ok",
    ...changes,
  };
}

/** How many calls are on record, and how many are noted as running. */
export async function ledgerCounts(database: Database): Promise<{ records: number; open: number }> {
  const [counts] = await rowsOf<{ records: number; open: number }>(
    database,
    sql`select (select count(*)::int from usage_records) as records,
      (select count(*)::int from open_model_calls) as open`,
  );
  if (!counts) throw new Error("no counts");
  return counts;
}
