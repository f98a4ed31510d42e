import type { ChatAnswer, OwnUsage, Permission, UsageRecord, UsageSummary } from "@eai/contract";
import { auditEvents, costMicroUsd, type UsageDraft } from "@eai/modules/governance";
import { type Context, systemContext } from "@eai/modules/kernel";
import { desc, eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { usageDraft } from "../../test/usage-world.ts";
import { type ActorWithAccount, createWorld, otherOrganizationId, teamId, type World } from "./route-matrix/actors.ts";
import { createTestApi } from "./testing.ts";

const smallPrice = {
  inputMicroUsdPerMillionTokens: 150_000,
  cachedInputMicroUsdPerMillionTokens: 75_000,
  outputMicroUsdPerMillionTokens: 600_000,
};

let world: World;
beforeAll(async () => {
  world = await createWorld(await createTestApi());
  const { organizationId: root } = world;
  const tokens = { promptTokens: 1000, cachedTokens: 600, completionTokens: 333, reasoningTokens: 0 };
  const cost = costMicroUsd(tokens, smallPrice);
  await use(asPerson("member", [root]), { ...tokens, model: "gpt-4o-mini", price: smallPrice, costMicroUsd: cost });
  await use(asPerson("team admin", [root, teamId], "key_1"), { model: "=cmd()", outcome: "aborted", estimated: true });
  await use(asPerson("other tenant", [otherOrganizationId]), { purpose: "title", region: null });
  await use(systemContext("ingestion", { id: root, path: [root] }), {
    purpose: "ingestion_embedding",
    costMicroUsd: 7,
  });
}, 180_000);
afterAll(() => world.api[Symbol.asyncDispose]());

function asPerson(name: ActorWithAccount, path: readonly string[], apiKeyId?: string): Context {
  const tenantId = path.at(-1) ?? "";
  const { id } = world.person(name);
  const person = {
    kind: "person",
    personId: id,
    name,
    role: "member",
    permissions: new Set<Permission>(),
    groupIds: [],
  } as const;
  const actor = { ...person, via: "token", ...(apiKeyId && { apiKeyId }) } as const;
  return { ...systemContext("test", { id: tenantId, path }), actor, channel: "api" };
}

const use = (context: Context, changes: Partial<UsageDraft>) =>
  world.api.platform.ledger.record(context, usageDraft(changes));

async function get<Body>(actor: ActorWithAccount, url: string): Promise<Body> {
  const answer = await world.person(actor).request({ method: "GET", url });
  expect(answer.statusCode, answer.body).toBe(200);
  return answer.json<Body>();
}

async function file(actor: ActorWithAccount, query: string): Promise<string> {
  const answer = await world.person(actor).request({ method: "GET", url: `/api/v1/usage/export?${query}` });
  expect(answer.statusCode, answer.body).toBe(200);
  return answer.body;
}

const list = async (actor: ActorWithAccount, query = "") =>
  (await get<{ data: UsageRecord[] }>(actor, `/api/v1/usage${query}`)).data;
const summary = (actor: ActorWithAccount, query: string) => get<UsageSummary>(actor, `/api/v1/usage/summary?${query}`);

describe("usage", () => {
  test("is seen by who administers or audits the tenant, page by page", async () => {
    expect(new Set((await list("auditor")).map(({ tenant_id }) => tenant_id))).toEqual(
      new Set([world.organizationId, teamId]),
    );
    expect((await list("team admin")).map(({ tenant_id }) => tenant_id)).toEqual([teamId]);
    expect((await list("other tenant")).map(({ purpose }) => purpose)).toEqual(["title"]);
    const all = await list("platform admin");
    expect(all).toHaveLength(4);
    const pages: UsageRecord[] = [];
    for (let cursor: string | null = ""; cursor !== null; ) {
      const query: string = `?limit=1${cursor && `&cursor=${cursor}`}`;
      const page: { data: UsageRecord[]; next_cursor: string | null } = await get(
        "platform admin",
        `/api/v1/usage${query}`,
      );
      pages.push(...page.data);
      cursor = page.next_cursor;
    }
    expect(pages).toEqual(all);
    expect(all[0]?.actor).toEqual({ kind: "system", id: "system:ingestion", name: null });
  });

  test("is narrowed by every filter; a tenant of others does not exist", async () => {
    const { id } = world.person("member");
    const filters = {
      [`tenant_id=${teamId}`]: 1,
      [`person_id=${id}`]: 1,
      "api_key_id=key_1": 1,
      "model=gpt-4.1": 2,
      "channel=worker": 1,
      "purpose=title": 1,
      "outcome=aborted": 1,
      "to=2020-01-01T00:00:00Z": 0,
      "from=2020-01-01T00:00:00Z&channel=api": 3,
    };
    for (const [filter, count] of Object.entries(filters)) {
      expect(await list("platform admin", `?${filter}`), filter).toHaveLength(count);
      const { totals } = await summary(
        "platform admin",
        filter.startsWith("to=") ? `from=2019-01-01T00:00:00Z&${filter}` : filter,
      );
      expect(totals.calls, filter).toBe(count);
    }
    const other = world.person("other tenant");
    for (const path of ["/api/v1/usage?", "/api/v1/usage/summary?", "/api/v1/usage/export?"]) {
      const answer = await other.request({ method: "GET", url: `${path}tenant_id=${teamId}` });
      expect(answer.statusCode).toBe(404);
    }
    const backwards = "/api/v1/usage/summary?from=2026-02-01T00:00:00Z&to=2026-01-01T00:00:00Z";
    expect((await world.person("auditor").request({ method: "GET", url: backwards })).statusCode).toBe(400);
    const forged = `/api/v1/usage?cursor=${Buffer.from('["soon","use_1"]').toString("base64url")}`;
    expect((await world.person("auditor").request({ method: "GET", url: forged })).statusCode).toBe(400);
  });

  test("is summed in one or two groups, with names", async () => {
    const { data, totals } = await summary("auditor", "group_by=tenant,person");
    expect(totals).toMatchObject({ calls: 3, estimated_calls: 1, cost_micro_usd: 512 });
    expect(data).toHaveLength(3);
    expect(data.find(({ person }) => person?.id === world.person("member").id)).toMatchObject({
      tenant: { id: world.organizationId },
      person: { name: "member" },
      calls: 1,
      cached_tokens: 600,
    });
    for (const group of ["day", "model", "channel", "purpose", "deployment", "region"]) {
      const sums = await summary("platform admin", `group_by=${group}`);
      expect(sums.data.reduce((sum, entry) => sum + entry.cost_micro_usd, 0)).toBe(sums.totals.cost_micro_usd);
    }
    const regions = await summary("platform admin", "group_by=region");
    expect(regions.data.map(({ region }) => region)).toEqual(["eastus", null]);
    const url = "/api/v1/usage/summary?group_by=day,model,person";
    expect((await world.person("auditor").request({ method: "GET", url })).statusCode).toBe(400);
  });

  test("one's own is for everybody", async () => {
    const own = await get<OwnUsage>("member", "/api/v1/me/usage");
    expect(own.month).toMatchObject({ calls: 1, prompt_tokens: 1000, cost_micro_usd: 305 });
    expect(own.by_model).toMatchObject([{ model: "gpt-4o-mini", calls: 1 }]);
    expect(own.by_day).toHaveLength(1);
    expect(await get<OwnUsage>("stranger", "/api/v1/me/usage")).toMatchObject({ today: { calls: 0 }, by_day: [] });
  });

  test("is exported as CSV without formulas, and exactly as JSON Lines; the export is recorded", async () => {
    const [header = "", ...rows] = (await file("auditor", "format=csv")).trim().split("\r\n");
    expect(header.split(",").slice(0, 3)).toEqual(["id", "created_at", "tenant_id"]);
    expect(rows).toHaveLength(3);
    expect(rows.join("\n")).toContain(",'=cmd(),");
    const lines = (await file("auditor", "format=jsonl")).trim().split("\n");
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual((await list("auditor")).toReversed());
    const [recorded] = await world.api.platform.database
      .select()
      .from(auditEvents)
      .where(eq(auditEvents.action, "usage.export"))
      .orderBy(desc(auditEvents.id))
      .limit(1);
    expect(recorded).toMatchObject({ actorId: world.person("auditor").id, changes: { format: "jsonl" } });
  });

  test("has FOCUS rows for each kind of token that add up to the record", async () => {
    const [header = "", ...lines] = (await file("auditor", `format=focus&person_id=${world.person("member").id}`))
      .trim()
      .split("\r\n");
    const columns = header.split(",");
    const rows = lines.map((line) => {
      const cells = line.match(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)?.map((cell) => cell.replace(/,$/, "")) ?? [];
      return Object.fromEntries(columns.map((column, index) => [column, cells[index]]));
    });
    const costs = rows.map((row) => [row.SkuMeter, row.ConsumedQuantity, row.BilledCost, row.x_RoundingCost]);
    expect(costs).toEqual([
      ["Input Tokens", "400", "0.00006", "0"],
      ["Cached Input Tokens", "600", "0.000045", "0"],
      ["Output Tokens", "333", "0.0002", "0.0000002"],
    ]);
    for (const column of mandatoryColumns) expect(columns).toContain(column);
    for (const column of nonNullColumns)
      expect(
        rows.every((row) => row[column]),
        column,
      ).toBe(true);
    for (const column of columns) expect(column).toMatch(/^(?:x_)?[A-Z][A-Za-z]+$/);
  });
});

test("deleting a chat leaves its usage", async () => {
  const owner = world.person("owner");
  const asked = await owner.request({ method: "POST", url: "/api/v1/chat", payload: { message: "Hello there" } });
  const { session, message } = asked.json<ChatAnswer>();
  const before = await list("auditor", `?person_id=${owner.id}`);
  expect(before.map(({ answer_id }) => answer_id)).toEqual([message.id]);
  const gone = await owner.request({ method: "DELETE", url: `/api/v1/sessions/${session.id}` });
  expect(gone.statusCode).toBe(204);
  expect(await list("auditor", `?person_id=${owner.id}`)).toEqual(before);
  const metrics = await world.api.request({ method: "GET", url: "/metrics" });
  expect(metrics.body).toMatch(/eai_model_calls_total\{.*purpose="chat",outcome="ok"\} 1/);
  expect(metrics.body).toMatch(/eai_model_cost_micro_usd_total\{model="gpt-4.1",region="eastus"\}/);
  expect(metrics.body).not.toContain(owner.id);
});

/** Of FOCUS 1.2: columns that have to be there, and those of them that may not be empty. */
const nonNullColumns = [
  "BilledCost",
  "BillingAccountId",
  "BillingCurrency",
  "BillingPeriodEnd",
  "BillingPeriodStart",
  "ChargeCategory",
  "ChargePeriodEnd",
  "ChargePeriodStart",
  "ContractedCost",
  "EffectiveCost",
  "InvoiceIssuerName",
  "ListCost",
  "ProviderName",
  "PublisherName",
  "ServiceCategory",
  "ServiceName",
];
const mandatoryColumns = [
  ...nonNullColumns,
  "BillingAccountName",
  "ChargeClass",
  "ChargeDescription",
  "PricingQuantity",
  "PricingUnit",
];
