import { createHmac } from "node:crypto";
import type { BudgetScope } from "@eai/contract";
import { type Database, describeError, type Log, rowsOf } from "@eai/modules/kernel";
import { type SQL, sql } from "drizzle-orm";
import { isoText, scopeName, timeZoneOf } from "./budget-sql.ts";

export type BudgetAlertKind = "alert" | "limit" | "stop";

interface BudgetAlertSettings {
  database: Database;
  log: Log;
  /** Where alerts are posted; left out, the log is all that tells of them. */
  webhook?: BudgetAlertWebhook | undefined;
  /** Told of each alert once, whatever becomes of its delivery. */
  onAlert?: ((kind: BudgetAlertKind) => void) | undefined;
  /** Gives up what is under way; it is tried again later. */
  signal: AbortSignal;
}

export interface BudgetAlertWebhook {
  url: string;
  /** Signs what is sent. */
  secret?: string | undefined;
  /** Default 10. */
  timeoutSeconds?: number;
  /** The first wait after a failure; each following one is twice as long, up to an hour. Default 15. */
  backoffSeconds?: number;
}

interface ClaimedAlert {
  budgetId: string;
  startsAt: string;
  endsAt: string;
  kind: BudgetAlertKind;
  createdAt: string;
  attempts: number;
  tenantId: string;
  tenantName: string | null;
  scope: BudgetScope;
  scopeId: string;
  scopeName: string | null;
  timeZone: string;
  limitMicroUsd: number;
  alertPercent: number;
  gracePercent: number;
  spentMicroUsd: number;
}

const batchSize = 20;
const longestWaitSeconds = 3600;
/** Later nobody is helped by it. */
const keptDays = 7;

/**
 * Tells of the alerts that are due: in the log, and by the webhook until it has taken them. An alert is claimed with the
 * time of its next attempt before it is sent, so that two workers do not send it at once; one that was sent by a process
 * that died before it noted so is sent again, with the same `id`.
 * @returns how many were delivered
 */
export async function deliverBudgetAlerts(settings: BudgetAlertSettings): Promise<number> {
  let delivered = 0;
  for (;;) {
    const claimed = await claim(settings);
    const results = await Promise.all(claimed.map((alert) => deliver(settings, alert)));
    delivered += results.filter(Boolean).length;
    if (claimed.length < batchSize || settings.signal.aborted) return delivered;
  }
}

function claim({
  database,
  webhook: { backoffSeconds = 15 } = { url: "" },
}: BudgetAlertSettings): Promise<ClaimedAlert[]> {
  const wait = sql`least(${longestWaitSeconds}, ${backoffSeconds} * power(2, least(a.attempts, 20)))::double precision`;
  return rowsOf<ClaimedAlert>(
    database,
    sql`with claimed as (
        update budget_alerts a set attempts = a.attempts + 1, next_attempt_at = now() + make_interval(secs => ${wait})
        where (a.budget_id, a.starts_at, a.kind) in (
          select budget_id, starts_at, kind from budget_alerts
          where delivered_at is null and next_attempt_at <= now()
            and created_at > now() - make_interval(days => ${keptDays}::int)
          order by created_at limit ${batchSize} for update skip locked)
        returning a.*
      )
      select a.budget_id as "budgetId", ${isoText(sql`a.starts_at`)} as "startsAt", ${isoText(sql`p.ends_at`)} as "endsAt",
        a.kind, ${isoText(sql`a.created_at`)} as "createdAt", a.attempts, b.tenant_id as "tenantId",
        (select t.name from tenants t where t.id = b.tenant_id) as "tenantName",
        b.scope, b.scope_id as "scopeId", ${scopeName} as "scopeName", ${timeZoneOf(sql`b.tenant_id`)} as "timeZone",
        ${numberText(sql`b.limit_micro_usd`)} as "limitMicroUsd", b.alert_percent as "alertPercent",
        b.grace_percent as "gracePercent", ${numberText(sql`p.spent_micro_usd`)} as "spentMicroUsd"
      from claimed a join budgets b on b.id = a.budget_id
      join budget_periods p on p.budget_id = a.budget_id and p.starts_at = a.starts_at`,
  );
}

/** The drivers give 64-bit integers differently. */
function numberText(column: SQL): SQL {
  return sql`${column}::double precision`;
}

async function deliver(settings: BudgetAlertSettings, alert: ClaimedAlert): Promise<boolean> {
  const { database, log, webhook, onAlert } = settings;
  const { budgetId, startsAt, kind, attempts } = alert;
  if (attempts === 1) {
    const { tenantId, scope, scopeId, spentMicroUsd, limitMicroUsd } = alert;
    log.warn({ budgetId, tenantId, scope, scopeId, kind, spentMicroUsd, limitMicroUsd }, "budget alert");
    onAlert?.(kind);
  }
  if (webhook !== undefined) {
    try {
      await post(webhook, alert, settings.signal);
    } catch (error) {
      log.warn({ budgetId, kind, attempts, ...describeError(error) }, "budget alert not delivered");
      return false;
    }
  }
  await database.execute(sql`update budget_alerts set delivered_at = now()
    where budget_id = ${budgetId} and starts_at = ${startsAt}::timestamptz and kind = ${kind}`);
  return true;
}

/** @throws Error when the receiver cannot be reached, is too slow, or does not answer with a 2xx */
async function post(
  { url, secret, timeoutSeconds = 10 }: BudgetAlertWebhook,
  alert: ClaimedAlert,
  signal: AbortSignal,
): Promise<void> {
  const body = JSON.stringify(payloadOf(alert));
  const answer = await fetch(url, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      ...(secret === undefined ? {} : { "x-eai-signature": signatureOf(body, secret) }),
    },
    body,
    redirect: "manual",
    signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutSeconds * 1000)]),
  });
  await answer.body?.cancel();
  if (!answer.ok) throw new Error(`The webhook answered ${answer.status}.`);
}

/** `t=<seconds>,v1=<hex>`: HMAC-SHA256 of the time, a full stop and the body, so that an old body cannot be sent again. */
function signatureOf(body: string, secret: string): string {
  const time = Math.floor(Date.now() / 1000);
  return `t=${time},v1=${createHmac("sha256", secret).update(`${time}.${body}`).digest("hex")}`;
}

function payloadOf(alert: ClaimedAlert): object {
  const { budgetId, startsAt, kind, limitMicroUsd, spentMicroUsd } = alert;
  return {
    type: "budget.alert",
    id: `${budgetId}:${startsAt}:${kind}`,
    kind,
    created_at: alert.createdAt,
    budget: {
      id: budgetId,
      tenant: { id: alert.tenantId, name: alert.tenantName },
      scope: alert.scope,
      scope_id: alert.scopeId,
      scope_name: alert.scopeName,
      limit_micro_usd: limitMicroUsd,
      alert_percent: alert.alertPercent,
      grace_percent: alert.gracePercent,
    },
    period: { starts_at: startsAt, ends_at: alert.endsAt, time_zone: alert.timeZone },
    spent_micro_usd: spentMicroUsd,
  };
}
