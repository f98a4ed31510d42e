import type { UsageGroup, UsageSum } from "@eai/contract";
import { closeUsageDays, recordUsageEntries, type UsageEntry, usageEntry } from "@eai/modules/governance";
import { type Database, rowsOf } from "@eai/modules/kernel";
import { createTestDatabase, type TestDatabase } from "@eai/platform/testing";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createRandom } from "../../test/faults/random.ts";
import { usageContext, usageDraft } from "../../test/usage-world.ts";
import { sumUsage } from "./usage-sums.ts";

let opened: TestDatabase;
let database: Database;
beforeAll(async () => {
  opened = await createTestDatabase();
  database = opened.database;
});
afterAll(() => opened.close());

const dayMs = 86_400_000;
const numbers = createRandom(20_261_127);
const random = () => numbers.below(1_000_000) / 1_000_000;
const pick = <Value>(values: readonly [Value, ...Value[]]): Value => values[numbers.below(values.length)] ?? values[0];

/** Days back from now, at any moment of them; the database's clock is that of this machine. */
function entry(daysBack: number): UsageEntry {
  const model = pick(["gpt-4.1", "gpt-5"]);
  const draft = usageDraft({
    model,
    region: pick(["eastus", "eastus2", null]),
    purpose: pick(["chat", "title", "query_embedding"]),
    outcome: pick(["ok", "aborted", "failed"]),
    estimated: random() < 0.3,
    promptTokens: Math.floor(random() * 10_000),
    completionTokens: Math.floor(random() * 500),
    costMicroUsd: Math.floor(random() * 100_000),
  });
  const today = Math.floor(Date.now() / dayMs) * dayMs;
  const at = Math.min(today - daysBack * dayMs + random() * dayMs, Date.now());
  return {
    ...usageEntry(usageContext, draft),
    tenantId: pick(["ten_1", "ten_2"]),
    actorId: pick(["usr_1", "usr_2", "usr_3"]),
    at: new Date(at).toISOString(),
  };
}

const plainGroups: Readonly<Record<UsageGroup, (used: UsageEntry) => string>> = {
  day: ({ at }) => at.slice(0, 10),
  tenant: ({ tenantId }) => tenantId,
  person: ({ actorId }) => actorId,
  model: ({ model }) => model,
  channel: ({ channel }) => channel,
  purpose: ({ purpose }) => purpose,
  deployment: ({ deploymentId }) => deploymentId,
  region: ({ region }) => region ?? "",
};

/** What the sums must be: one record after the other. */
function plainSums(entries: readonly UsageEntry[], groupBy: readonly UsageGroup[]): Record<string, UsageSum> {
  const sums: Record<string, UsageSum> = {};
  for (const used of entries) {
    const key = groupBy.map((group) => plainGroups[group](used)).join(" ");
    const sum = sums[key];
    sums[key] = {
      calls: (sum?.calls ?? 0) + 1,
      estimated_calls: (sum?.estimated_calls ?? 0) + Number(used.estimated),
      prompt_tokens: (sum?.prompt_tokens ?? 0) + used.promptTokens,
      cached_tokens: (sum?.cached_tokens ?? 0) + used.cachedTokens,
      completion_tokens: (sum?.completion_tokens ?? 0) + used.completionTokens,
      reasoning_tokens: (sum?.reasoning_tokens ?? 0) + used.reasoningTokens,
      cost_micro_usd: (sum?.cost_micro_usd ?? 0) + used.costMicroUsd,
    };
  }
  return sums;
}

test("sums by day and live records together are the plain sum, whatever was summed when", async () => {
  const all: UsageEntry[] = [];
  const write = async (count: number, daysBack: number) => {
    const entries = Array.from({ length: count }, () => entry(Math.floor(random() * daysBack)));
    all.push(...entries);
    await database.transaction((transaction) => recordUsageEntries(transaction, entries));
  };
  const groupings: UsageGroup[][] = [["day"], ["tenant", "model"], ["person"], ["day", "region"]];
  const compare = async () => {
    for (const groupBy of groupings) {
      const to = new Date(Date.now() - random() * dayMs * 2);
      const from = new Date(to.getTime() - random() * dayMs * 12);
      const [model, tenant] = [pick([undefined, "gpt-5"]), pick([null, "ten_2"])];
      const scope = { tenantIds: tenant === null ? null : [tenant], filter: model === undefined ? {} : { model } };
      const expected = all.filter(
        (used) =>
          used.at >= from.toISOString() &&
          used.at < to.toISOString() &&
          used.model === (model ?? used.model) &&
          used.tenantId === (tenant ?? used.tenantId),
      );
      const sums = await sumUsage(database, { scope, from, to, groupBy });
      const found = sums.groups.map(
        ({ day, tenant: in_, person, model: of, channel, purpose, deployment, ...rest }) => {
          const { region, ...sum } = rest;
          const parts = { day, tenant: in_?.id, person: person?.id, model: of, channel, purpose, deployment };
          return [groupBy.map((group) => (group === "region" ? (region ?? "") : parts[group])).join(" "), sum];
        },
      );
      expect(Object.fromEntries(found), groupBy.join()).toEqual(plainSums(expected, groupBy));
      expect([sums.totals.cost_micro_usd, sums.totals.calls]).toEqual([
        expected.reduce((sum, used) => sum + used.costMicroUsd, 0),
        expected.length,
      ]);
    }
  };
  await write(400, 10);
  await compare();
  // Two workers at once: each day is summed by one of them.
  const closed = (await Promise.all([closeUsageDays(database), closeUsageDays(database)])).flat();
  expect(closed.toSorted()).toEqual([...new Set(closed)].toSorted());
  expect(closed.length).toBeGreaterThan(6);
  expect(await closeUsageDays(database)).toEqual([]);
  await compare();
  for (let round = 0; round < 2; round++) {
    // Late records, while the days they are of are summed again.
    await Promise.all([write(20, 10), closeUsageDays(database), write(3, 3)]);
    await compare();
    await closeUsageDays(database);
    await compare();
  }
  const days = await rowsOf<{ day: string; calls: number }>(
    database,
    sql`select day::text as day, sum(calls)::int as calls from usage_days group by day`,
  );
  const callsOf = (day: string) => all.filter(({ at }) => at.startsWith(day)).length;
  expect(days.length).toBeGreaterThanOrEqual(closed.length);
  expect(days).toEqual(days.map(({ day }) => ({ day, calls: callsOf(day) })));
}, 120_000);
