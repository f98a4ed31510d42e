import { rowsOf } from "@eai/modules/kernel";
import { createTestDatabase, type TestDatabase } from "@eai/platform/testing";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { addTenant } from "../../../test/people.ts";
import { monthIn, timeZoneOf } from "./budget-sql.ts";

let db: TestDatabase;

beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.close());

async function month(timeZone: string, at: string): Promise<[string, string]> {
  const instant = sql`${at}::timestamptz`;
  const [row] = await rowsOf<{ first: string; last: string }>(
    db.database,
    sql`select (extract(epoch from m.starts_at) * 1000)::text as first, (extract(epoch from m.ends_at) * 1000)::text as last
      from ${monthIn(sql`${timeZone}::text`, instant)} m`,
  );
  const iso = (text: string | undefined) => new Date(Number(text)).toISOString();
  return [iso(row?.first), iso(row?.last)];
}

test.each([
  ["UTC", "2026-11-30T23:59:59Z", "2026-11-01T00:00:00.000Z", "2026-12-01T00:00:00.000Z"],
  // An hour shorter: the clocks go forward on the 29th.
  ["Europe/Berlin", "2026-03-15T12:00:00Z", "2026-02-28T23:00:00.000Z", "2026-03-31T22:00:00.000Z"],
  // An hour longer: they go back on the 25th, and before it this instant was still September there.
  ["Europe/Berlin", "2026-09-30T22:30:00Z", "2026-09-30T22:00:00.000Z", "2026-10-31T23:00:00.000Z"],
  ["America/New_York", "2026-11-01T03:59:59Z", "2026-10-01T04:00:00.000Z", "2026-11-01T04:00:00.000Z"],
  // The clocks go back on the first day of this month, at two in the morning.
  ["America/New_York", "2026-11-01T04:00:00Z", "2026-11-01T04:00:00.000Z", "2026-12-01T05:00:00.000Z"],
  ["Pacific/Kiritimati", "2026-10-31T10:00:00Z", "2026-10-31T10:00:00.000Z", "2026-11-30T10:00:00.000Z"],
  ["Pacific/Pago_Pago", "2026-11-01T10:59:59Z", "2026-10-01T11:00:00.000Z", "2026-11-01T11:00:00.000Z"],
])("the month of %s at %s", async (timeZone, at, starts, ends) => {
  expect(await month(timeZone, at)).toEqual([starts, ends]);
});

test("the nearest tenant above that has a time zone gives it, and UTC is what is left", async () => {
  const { database } = db;
  const root = await addTenant(database, "Acme");
  const division = await addTenant(database, "Research", "division", root);
  const team = await addTenant(database, "Optics", "team", division);
  const zoneOfTeam = async () => {
    const [row] = await rowsOf<{ zone: string }>(database, sql`select ${timeZoneOf(sql`${team}::text`)} as zone`);
    return row?.zone;
  };
  expect(await zoneOfTeam()).toBe("UTC");
  await database.execute(sql`update tenants set time_zone = 'Asia/Tokyo' where id = ${root}`);
  expect(await zoneOfTeam()).toBe("Asia/Tokyo");
  await database.execute(sql`update tenants set time_zone = 'Europe/Berlin' where id = ${division}`);
  expect(await zoneOfTeam()).toBe("Europe/Berlin");
});
