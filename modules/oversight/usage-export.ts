import { usageRecords } from "@eai/modules/governance";
import type { Database } from "@eai/modules/kernel";
import { and, asc, sql } from "drizzle-orm";
import { csvLine } from "./csv.ts";
import { focusColumns, focusRows } from "./focus.ts";
import {
  placeOf,
  presentUsageRow,
  recordsInScope,
  selectUsageRows,
  type UsageRow,
  type UsageScope,
} from "./usage-rows.ts";

export type UsageFormat = "csv" | "jsonl" | "focus";

/** Pieces of a file of usage records, oldest first. */
export async function* exportUsageRows(
  database: Database,
  scope: UsageScope,
  format: UsageFormat,
): AsyncGenerator<string> {
  const { header, write } = writers[format];
  yield header;
  for await (const rows of readAll(database, scope)) yield rows.map(write).join("");
}

const batchSize = 500;

async function* readAll(database: Database, scope: UsageScope): AsyncGenerator<UsageRow[]> {
  for (let last = ["-infinity", ""]; ; ) {
    const [createdAt = "", id = ""] = last;
    const behind = sql`(${usageRecords.createdAt}, ${usageRecords.id}) > (${createdAt}::timestamptz, ${id})`;
    const order = [asc(usageRecords.createdAt), asc(usageRecords.id)];
    const rows = await selectUsageRows(database, and(recordsInScope(scope), behind), order, batchSize);
    if (rows.length > 0) yield rows;
    const end = rows.at(-1);
    if (!end || rows.length < batchSize) return;
    last = placeOf(end);
  }
}

const columns = [
  "id",
  "created_at",
  "tenant_id",
  "tenant_name",
  "actor_kind",
  "actor_id",
  "actor_name",
  "api_key_id",
  "channel",
  "request_id",
  "purpose",
  "provider",
  "deployment_id",
  "region",
  "model",
  "prompt_tokens",
  "cached_tokens",
  "completion_tokens",
  "reasoning_tokens",
  "cost_micro_usd",
  "input_micro_usd_per_million_tokens",
  "cached_input_micro_usd_per_million_tokens",
  "output_micro_usd_per_million_tokens",
  "estimated",
  "latency_ms",
  "first_token_ms",
  "outcome",
  "answer_id",
] as const;

function toCsvLine(row: UsageRow): string {
  const { actor, price, ...usage } = presentUsageRow(row);
  return csvLine([
    usage.id,
    usage.created_at,
    usage.tenant_id,
    row.tenantName,
    actor.kind,
    actor.id,
    actor.name,
    usage.api_key_id,
    usage.channel,
    usage.request_id,
    usage.purpose,
    usage.provider,
    usage.deployment_id,
    usage.region,
    usage.model,
    usage.prompt_tokens,
    usage.cached_tokens,
    usage.completion_tokens,
    usage.reasoning_tokens,
    usage.cost_micro_usd,
    price.input_micro_usd_per_million_tokens,
    price.cached_input_micro_usd_per_million_tokens,
    price.output_micro_usd_per_million_tokens,
    String(usage.estimated),
    usage.latency_ms,
    usage.first_token_ms,
    usage.outcome,
    usage.answer_id,
  ]);
}

const writers: Readonly<Record<UsageFormat, { header: string; write: (row: UsageRow) => string }>> = {
  csv: { header: csvLine(columns), write: toCsvLine },
  jsonl: { header: "", write: (row) => `${JSON.stringify(presentUsageRow(row))}\n` },
  focus: { header: csvLine(focusColumns), write: (row) => focusRows(row).map(csvLine).join("") },
};
