import { openServerDatabase } from "@eai/adapters/postgres";
import { createCallRecovery, createUsageLedger, type UsageEntry } from "@eai/modules/governance";
import { type Database, rowsOf, silentLog } from "@eai/modules/kernel";
import { createTestDatabase, onServer, type TestDatabase } from "@eai/platform/testing";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { startFaultProxy } from "../../test/fault-proxy.ts";
import { usageContext as context, usageDraft as draft, ledgerCounts } from "../../test/usage-world.ts";

let opened: TestDatabase;
let database: Database;
beforeAll(async () => {
  opened = await createTestDatabase();
  database = opened.database;
});
beforeEach(async () => {
  await database.execute(sql`truncate usage_records, open_model_calls, usage_days`);
});
afterAll(() => opened.close());

const ledgerOf = (on: Database, more: { observe?: (entry: UsageEntry) => void; limit?: number } = {}) =>
  createUsageLedger({ database: on, log: silentLog, ...more });
const counts = () => ledgerCounts(database);
const expireLeases = () =>
  database.execute(sql`update open_model_calls set lease_expires_at = now() - interval '1 second'`);

describe("the ledger", () => {
  test("a thousand calls at once, some noted before they end, are a thousand records", async () => {
    const observed: UsageEntry[] = [];
    const ledger = ledgerOf(database, { observe: (entry) => observed.push(entry) });
    const ends = Array.from({ length: 1000 }, async (_, index) => {
      const call = ledger.begin(context, draft({ outcome: "interrupted" }));
      if (index % 3 === 0) await new Promise((resolve) => setTimeout(resolve, index % 50));
      const ending = call.end(draft({ promptTokens: index }));
      await call.end(draft({ promptTokens: 7_777_777 }));
      await ending;
    });
    await Promise.all(ends);
    await ledger.flush();
    expect(ledger.waiting).toBe(0);
    expect(await counts()).toEqual({ records: 1000, open: 0 });
    expect(observed).toHaveLength(1000);
    const [sum] = await rowsOf<{ tokens: number; kinds: number }>(
      database,
      sql`select sum(prompt_tokens)::int as tokens, count(distinct outcome)::int as kinds from usage_records`,
    );
    expect(sum).toEqual({ tokens: (1000 * 999) / 2, kinds: 1 });
  });

  test("a call that runs is noted; one that reached nobody leaves nothing", async () => {
    const ledger = ledgerOf(database);
    const calls = [ledger.begin(context, draft()), ledger.begin(context, draft())];
    await ledger.flush();
    expect(await counts()).toEqual({ records: 0, open: 2 });
    for (const call of calls) call.drop();
    await calls[0]?.end(draft());
    await ledger.flush();
    expect(await counts()).toEqual({ records: 0, open: 0 });
  });

  test("what a server cannot have meant is recorded too, and keeps nothing else back", async () => {
    const ledger = ledgerOf(database);
    await Promise.all([
      ledger.record(context, draft({ promptTokens: 0.5, costMicroUsd: 1e300, cachedTokens: -1 })),
      ledger.record(context, draft({ completionTokens: Number.NaN, reasoningTokens: 1e12 })),
      ledger.record(context, draft({ model: "nul \u0000 byte" })),
      ledger.record(context, draft()),
    ]);
    expect(await counts()).toEqual({ records: 3, open: 0 });
  });

  test("new calls are refused when too much waits", async () => {
    const ledger = ledgerOf(database, { limit: 2 });
    const calls = [ledger.begin(context, draft()), ledger.begin(context, draft())];
    expect(() => ledger.begin(context, draft())).toThrow(
      expect.objectContaining({ code: "database_unavailable", retryAfterSeconds: 5 }),
    );
    await Promise.all(calls.map((call) => call.end(draft())));
    ledger.begin(context, draft()).drop();
  });

  test("a graceful stop writes what waits", async () => {
    const ledger = ledgerOf(database);
    const calls = Array.from({ length: 1200 }, () => ledger.begin(context, draft()));
    for (const call of calls) void call.end(draft());
    void ledger.record(context, draft());
    await ledger.close();
    expect(await counts()).toEqual({ records: 1201, open: 0 });
  });

  test.skipIf(!onServer())("what ends while the database is gone is recorded when it is back", async () => {
    if (opened.queueBackend.kind !== "server") throw new Error("not on a server");
    const target = new URL(opened.queueBackend.url);
    const proxy = await startFaultProxy(target);
    const url = Object.assign(new URL(target), { port: String(proxy.port), hostname: "127.0.0.1" }).href;
    const through = await openServerDatabase({ url, poolSize: 4, log: silentLog, startTimeoutSeconds: 10 });
    const ledger = ledgerOf(through.database);
    const before = Array.from({ length: 50 }, () => ledger.begin(context, draft()));
    await ledger.flush();
    for (let round = 0; round < 3; round++) {
      proxy.refuse(true);
      const during = Array.from({ length: 50 }, () => ledger.begin(context, draft()));
      for (const call of [...during.slice(0, 40), ...before.splice(0, 10)]) void call.end(draft());
      await new Promise((resolve) => setTimeout(resolve, 100));
      proxy.refuse(false);
      await ledger.flush();
      expect(await counts()).toEqual({ records: 50 * (round + 1), open: 50 });
      for (const call of during.slice(40)) before.push(call);
    }
    await ledger.close();
    await through.close();
    proxy.close();
  });
});

describe("calls whose process died", () => {
  test("are recorded once, as interrupted, at the price they were noted with", async () => {
    const ledger = ledgerOf(database);
    const call = ledger.begin(context, draft({ promptTokens: 1000, costMicroUsd: 0, outcome: "interrupted" }));
    await ledger.flush();
    const recovery = createCallRecovery({ database, log: silentLog });
    expect(await recovery.recover({ soleWorker: false })).toBe(0);
    expect(await recovery.recover({ soleWorker: true })).toBe(1);
    // It lived after all: what is on record stays.
    await call.end(draft({ promptTokens: 5 }));
    expect(
      await rowsOf(
        database,
        sql`select outcome, prompt_tokens, estimated, cost_micro_usd::int as cost from
      usage_records`,
      ),
    ).toEqual([{ outcome: "interrupted", prompt_tokens: 1000, estimated: true, cost: 2000 }]);
    expect((await counts()).open).toBe(0);
  });

  test("an expired lease is looked at twice; a call that renews it runs on", async () => {
    const ledger = ledgerOf(database);
    for (let index = 0; index < 250; index++) ledger.begin(context, draft());
    await ledger.flush();
    await expireLeases();
    const recovery = createCallRecovery({ database, log: silentLog });
    expect(await recovery.recover({ soleWorker: false })).toBe(0);
    await database.execute(sql`update open_model_calls set lease_expires_at = now() + interval '1 minute'
      where id = (select min(id) from open_model_calls)`);
    expect(await recovery.recover({ soleWorker: false })).toBe(249);
    expect(await counts()).toEqual({ records: 249, open: 1 });
  });

  test("are recorded once by two workers at the same time", async () => {
    const ledger = ledgerOf(database);
    for (let index = 0; index < 120; index++) ledger.begin(context, draft());
    await ledger.flush();
    const workers = [1, 2].map(() => createCallRecovery({ database, log: silentLog }));
    const found = await Promise.all(workers.map((worker) => worker.recover({ soleWorker: true })));
    expect(found.reduce((sum, count) => sum + count)).toBe(120);
    expect(await counts()).toEqual({ records: 120, open: 0 });
  });
});
