import type { UsageGroup, UsageGroupSum, UsageSum } from "@eai/contract";
import { usageDays, usageRecords } from "@eai/modules/governance";
import { people, tenants } from "@eai/modules/identity";
import { type Database, rowsOf, type Transaction, textArray } from "@eai/modules/kernel";
import { type SQL, sql } from "drizzle-orm";
import { inScope, type UsageScope } from "./usage-rows.ts";

export interface UsageSums {
  groups: UsageGroupSum[];
  truncated: boolean;
  totals: UsageSum;
}

export interface UsageSumsInput {
  scope: UsageScope;
  from: Date;
  to: Date;
  groupBy: readonly UsageGroup[];
}

const mostGroups = 1000;
const dayMs = 86_400_000;

/**
 * Sums usage in groups: whole days from their sums where these are made, the rest from the records. Both are read from
 * one state of the database, so a day that is summed, or opened again, meanwhile counts once.
 */
export function sumUsage(database: Database, input: UsageSumsInput): Promise<UsageSums> {
  return database.transaction(
    async (transaction) => {
      const closed = await closedDays(transaction, input);
      const rows = await rowsOf<SumRow>(transaction, sumQuery(input, closed));
      return toSums(rows, input.groupBy);
    },
    { isolationLevel: "repeatable read", accessMode: "read only" },
  );
}

/** Days with sums that lie in the time as a whole: one step in an index for each. */
async function closedDays(transaction: Transaction, { from, to }: UsageSumsInput): Promise<string[]> {
  const first = new Date(Math.ceil(from.getTime() / dayMs) * dayMs).toISOString();
  const end = new Date(Math.floor(to.getTime() / dayMs) * dayMs).toISOString();
  const rows = await rowsOf<{ day: string }>(
    transaction,
    sql`with recursive closed as (
        select min(day) as day from usage_days where day >= ${first.slice(0, 10)}::date
        union all
        select (select min(day) from usage_days where day > closed.day) from closed where closed.day is not null)
      select day::text as day from closed where day < ${end.slice(0, 10)}::date order by day`,
  );
  return rows.map(({ day }) => day);
}

/** The stretches of time between closed days. */
function openTimes({ from, to }: UsageSumsInput, closed: readonly string[]): SQL {
  const times: SQL[] = [];
  let start = from.getTime();
  const add = (end: number) => {
    if (start >= end) return;
    const [since, until] = [new Date(start).toISOString(), new Date(end).toISOString()];
    times.push(sql`(created_at >= ${since}::timestamptz and created_at < ${until}::timestamptz)`);
  };
  for (const day of closed) {
    const begin = Date.parse(`${day}T00:00:00Z`);
    add(begin);
    start = begin + dayMs;
  }
  add(to.getTime());
  return times.length === 0 ? sql`false` : sql`(${sql.join(times, sql` or `)})`;
}

const groupColumns: Readonly<Record<UsageGroup, SQL>> = {
  day: sql`day`,
  tenant: sql`tenant_id`,
  person: sql`actor_id`,
  model: sql`model`,
  channel: sql`channel`,
  purpose: sql`purpose`,
  deployment: sql`deployment_id`,
  region: sql`region`,
};

const sumColumns = [
  "calls",
  "estimated_calls",
  "prompt_tokens",
  "cached_tokens",
  "completion_tokens",
  "reasoning_tokens",
  "cost_micro_usd",
] as const satisfies readonly (keyof UsageSum)[];

function sumQuery(input: UsageSumsInput, closed: readonly string[]): SQL {
  const { scope, groupBy } = input;
  const [first, second] = groupBy;
  const one = first ? groupColumns[first] : sql`null`;
  const two = second ? groupColumns[second] : sql`null`;
  const each = (write: (column: SQL) => SQL) =>
    sql.join(
      sumColumns.map((column) => write(sql.raw(column))),
      sql`, `,
    );
  const byDay = groupBy.indexOf("day");
  const order = byDay < 0 ? sql`cost_micro_usd desc, calls desc` : byDay === 0 ? sql`one` : sql`two`;
  return sql`
    with used as (
      select day, tenant_id, actor_id, model, channel, purpose, deployment_id, region, ${each((column) => column)}
      from ${usageDays} where day = any(${textArray(closed)}::date[]) and ${inScope(usageDays, scope) ?? sql`true`}
      union all
      select (created_at at time zone 'UTC')::date, tenant_id, actor_id, model, channel, purpose, deployment_id,
        coalesce(region, ''), 1, estimated::int, prompt_tokens, cached_tokens, completion_tokens, reasoning_tokens,
        cost_micro_usd
      from ${usageRecords} where ${openTimes(input, closed)} and ${inScope(usageRecords, scope) ?? sql`true`}),
    grouped as (
      select (${one})::text as one, (${two})::text as two, ${each((column) => sql`sum(${column})::float8 as ${column}`)}
      from used group by 1, 2)
    select one, two, ${each((column) => column)},
      ${each((column) => sql`sum(${column}) over () as total_${column}`)},
      ${nameOf("one", first)} as one_name, ${nameOf("two", second)} as two_name
    from grouped order by ${order}, one, two limit ${mostGroups + 1}`;
}

/** Names as they are now: none of erased people, nor of tenants that are gone. */
function nameOf(column: "one" | "two", group: UsageGroup | undefined): SQL {
  const id = sql.raw(`grouped.${column}`);
  if (group === "tenant") return sql`(select ${tenants.name} from ${tenants} where ${tenants.id} = ${id})`;
  if (group !== "person") return sql`null`;
  return sql`(select ${people.name} from ${people} where ${people.id} = ${id} and ${people.erasedAt} is null)`;
}

type SumRow = UsageSum & {
  [Column in keyof UsageSum as `total_${Column}`]: number;
} & { one: string | null; two: string | null; one_name: string | null; two_name: string | null };

function toSums(rows: readonly SumRow[], [first, second]: readonly UsageGroup[]): UsageSums {
  const [any] = rows;
  return {
    groups: rows.slice(0, mostGroups).map((row) => ({
      ...groupOf(first, row.one, row.one_name),
      ...groupOf(second, row.two, row.two_name),
      ...sumOf((column) => row[column]),
    })),
    truncated: rows.length > mostGroups,
    totals: sumOf((column) => any?.[`total_${column}`] ?? 0),
  };
}

function sumOf(read: (column: keyof UsageSum) => number): UsageSum {
  return {
    calls: read("calls"),
    estimated_calls: read("estimated_calls"),
    prompt_tokens: read("prompt_tokens"),
    cached_tokens: read("cached_tokens"),
    completion_tokens: read("completion_tokens"),
    reasoning_tokens: read("reasoning_tokens"),
    cost_micro_usd: read("cost_micro_usd"),
  };
}

function groupOf(group: UsageGroup | undefined, value: string | null, name: string | null): Partial<UsageGroupSum> {
  const known = value ?? "";
  if (group === undefined) return {};
  if (group === "tenant" || group === "person") return { [group]: { id: known, name } };
  if (group === "region") return { region: known === "" ? null : known };
  return { [group]: known };
}
