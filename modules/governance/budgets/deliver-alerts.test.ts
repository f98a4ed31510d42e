import { createHmac } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { newId, rowsOf, silentLog } from "@eai/modules/kernel";
import { createTestDatabase, type TestDatabase } from "@eai/platform/testing";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { addTenant } from "../../../test/people.ts";
import { budgetAlerts, budgetPeriods, budgets } from "../tables.ts";
import { type BudgetAlertKind, deliverBudgetAlerts } from "./deliver-alerts.ts";

const secret = "a secret of the receiver";

interface Received {
  signature: string;
  body: string;
}

let db: TestDatabase;
let server: Server;
let url = "";
let behaviour: "slow" | "failing" | "working" = "slow";
const received: Received[] = [];

beforeAll(async () => {
  db = await createTestDatabase();
  server = createServer(async (request, response) => {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece as Buffer);
    received.push({
      signature: String(request.headers["x-eai-signature"]),
      body: Buffer.concat(pieces).toString("utf8"),
    });
    // A slow one never answers: its caller has to give up.
    if (behaviour !== "slow") response.writeHead(behaviour === "failing" ? 500 : 204).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await db.close();
});

test("an alert is sent until a receiver that is slow, fails, and then works has taken it", async () => {
  const { database } = db;
  const tenant = await addTenant(database, "Acme");
  const budgetId = newId("bud");
  await database.insert(budgets).values({
    id: budgetId,
    tenantId: tenant,
    scope: "tenant",
    scopeId: tenant,
    limitMicroUsd: 1_000_000,
    alertPercent: 80,
    gracePercent: 10,
  });
  const startsAt = new Date("2026-11-01T00:00:00Z");
  await database
    .insert(budgetPeriods)
    .values({ budgetId, startsAt, endsAt: new Date("2026-12-01T00:00:00Z"), spentMicroUsd: 812_345 });
  await database.insert(budgetAlerts).values({ budgetId, startsAt, kind: "alert" });

  const counted: BudgetAlertKind[] = [];
  const signal = new AbortController().signal;
  const deliver = (timeoutSeconds: number) =>
    deliverBudgetAlerts({
      database,
      log: silentLog,
      webhook: { url, secret, timeoutSeconds, backoffSeconds: 600 },
      onAlert: (kind) => counted.push(kind),
      signal,
    });
  const wait = async () => {
    const [row] = await rowsOf<{ attempts: number; seconds: number }>(
      database,
      sql`select attempts, extract(epoch from next_attempt_at - now())::int as seconds from budget_alerts`,
    );
    await database.execute(sql`update budget_alerts set next_attempt_at = now()`);
    return row;
  };

  expect(await deliver(0.5)).toBe(0);
  expect(await deliver(0.5), "not before its time").toBe(0);
  const first = await wait();
  behaviour = "failing";
  expect(await deliver(20)).toBe(0);
  const second = await wait();
  expect([first?.attempts, second?.attempts]).toEqual([1, 2]);
  expect(second?.seconds).toBeGreaterThan(first?.seconds ?? 0);
  behaviour = "working";
  expect(await deliver(20)).toBe(1);
  await wait();
  expect(await deliver(20), "taken").toBe(0);

  expect(counted).toEqual(["alert"]);
  // The slow one may have been given up before it was reached.
  expect(received.length).toBeGreaterThanOrEqual(2);
  for (const { signature, body } of received) {
    const [, time, code] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(signature) ?? [];
    expect(code).toBe(createHmac("sha256", secret).update(`${time}.${body}`).digest("hex"));
  }
  expect(new Set(received.map(({ body }) => body)).size).toBe(1);
  expect(JSON.parse(received[0]?.body ?? "")).toEqual({
    type: "budget.alert",
    id: `${budgetId}:2026-11-01T00:00:00+00:00:alert`,
    kind: "alert",
    created_at: expect.any(String),
    budget: {
      id: budgetId,
      tenant: { id: tenant, name: "Acme" },
      scope: "tenant",
      scope_id: tenant,
      scope_name: "Acme",
      limit_micro_usd: 1_000_000,
      alert_percent: 80,
      grace_percent: 10,
    },
    period: { starts_at: "2026-11-01T00:00:00+00:00", ends_at: "2026-12-01T00:00:00+00:00", time_zone: "UTC" },
    spent_micro_usd: 812_345,
  });
});

test("without a receiver the log is all that tells, once", async () => {
  const { database } = db;
  await database.execute(sql`update budget_alerts set delivered_at = null, attempts = 0, next_attempt_at = now()`);
  const counted: BudgetAlertKind[] = [];
  const settings = {
    database,
    log: silentLog,
    onAlert: (kind: BudgetAlertKind) => void counted.push(kind),
    signal: new AbortController().signal,
  };
  expect(await deliverBudgetAlerts(settings)).toBe(1);
  expect(await deliverBudgetAlerts(settings)).toBe(0);
  expect(counted).toEqual(["alert"]);
});
