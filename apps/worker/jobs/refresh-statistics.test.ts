import { type Database, rowsOf } from "@eai/modules/kernel";
import { createTestDatabase } from "@eai/platform/testing";
import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { refreshStatistics } from "./refresh-statistics.ts";

/** How many rows the planner takes the table for. */
async function plannedRows(database: Database): Promise<number> {
  const [row] = await rowsOf<{ rows: number }>(
    database,
    sql`select reltuples::int as rows from pg_class where relname = 'filling'`,
  );
  return row?.rows ?? 0;
}

test("a table that has changed much is measured anew, one that has not is left alone", async () => {
  await using opened = await createTestDatabase();
  const { database } = opened;
  await database.execute(sql`create table filling as select n from generate_series(1, 1000) n`);
  // Sessions report what they changed at most once a second.
  await expect.poll(() => refreshStatistics(database), { timeout: 30_000 }).toContain("filling");
  expect(await plannedRows(database)).toBe(1000);

  await database.execute(sql`insert into filling select n from generate_series(1, 100) n`);
  await new Promise((resolve) => setTimeout(resolve, 1200));
  expect(await refreshStatistics(database)).not.toContain("filling");
  await database.execute(sql`insert into filling select n from generate_series(1, 900) n`);
  await expect.poll(() => refreshStatistics(database), { timeout: 30_000 }).toContain("filling");
  expect(await plannedRows(database)).toBe(2000);
});
