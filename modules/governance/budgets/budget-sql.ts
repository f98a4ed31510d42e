import { type SQL, sql } from "drizzle-orm";

// Where months begin and what a scope has spent is decided in SQL, so that two processes with two clocks and two copies
// of the time zones cannot differ. Tenants, groups and keys belong to modules further up the line: their tables are
// named in these expressions, and in no other place of governance. `b` is a row of `budgets` in all of them.

/** The IANA time zone of a tenant: its own, or that of the nearest tenant above which has one, or UTC. */
export function timeZoneOf(tenantId: SQL): SQL {
  return sql`coalesce((
    select a.time_zone from tenants t join tenants a on a.id = any(t.path)
    where t.id = ${tenantId} and a.time_zone is not null order by array_position(t.path, a.id) desc limit 1), 'UTC')`;
}

/**
 * Columns `starts_at`, `ends_at` and `zone` of the calendar month in a time zone. Counted on the wall clock there, so a
 * month with a change of the clocks in it is an hour longer or shorter.
 */
export function monthIn(timeZone: SQL, at: SQL = sql`now()`): SQL {
  return sql`(
    select z.zone, z.month at time zone z.zone as starts_at, (z.month + interval '1 month') at time zone z.zone as ends_at
    from (select y.zone, date_trunc('month', ${at} at time zone y.zone) as month from (select ${timeZone} as zone) y) z)`;
}

/** The month that runs now for a budget. */
export const currentMonth = monthIn(timeZoneOf(sql`b.tenant_id`));

/** From here on calls are refused: the limit and what may be spent beyond it. */
export const stopMicroUsd = sql`(b.limit_micro_usd * (100 + b.grace_percent) / 100)`;

/** From here on people are told. */
export const alertMicroUsd = sql`(b.limit_micro_usd * b.alert_percent / 100)`;

/**
 * What the usage records of the month `m` come to for a budget: of a tenant with all below it, of those who are in a
 * group today, of a person, of an API key.
 */
export const recordedMicroUsd = sql`(case b.scope
  when 'tenant' then ${sumOf(sql`r.tenant_id in (select t.id from tenants t where t.path @> array[b.scope_id])`)}
  when 'group' then ${sumOf(sql`r.actor_id in (select g.person_id from group_members g where g.group_id = b.scope_id)`)}
  when 'person' then ${sumOf(sql`r.actor_id = b.scope_id`)}
  else ${sumOf(sql`r.api_key_id = b.scope_id and r.actor_id = (select k.person_id from api_keys k where k.id = b.scope_id)`)}
  end)`;

function sumOf(condition: SQL): SQL {
  return sql`(select coalesce(sum(r.cost_micro_usd), 0)::bigint from usage_records r
    where ${condition} and r.created_at >= m.starts_at and r.created_at < m.ends_at)`;
}

/** What a scope is called; null for a person, who is not named to others. */
export const scopeName = sql<string | null>`(case b.scope
  when 'tenant' then (select t.name from tenants t where t.id = b.scope_id)
  when 'group' then (select g.name from groups g where g.id = b.scope_id)
  when 'api_key' then (select k.name from api_keys k where k.id = b.scope_id)
  end)`;

/** A time as text that both drivers give and JavaScript reads. */
export function isoText(instant: SQL): SQL<string> {
  return sql<string>`to_json(${instant}) #>> '{}'`;
}
