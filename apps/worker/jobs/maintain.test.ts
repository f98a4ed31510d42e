import { rowsOf, silentLog } from "@eai/modules/kernel";
import { createTestDatabase } from "@eai/platform/testing";
import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import type { WorkerPlatform } from "../platform.ts";
import { maintain } from "./maintain.ts";

test("maintenance gives the planner of an embedded database its statistics", async () => {
  await using opened = await createTestDatabase();
  const { database } = opened;
  await database.execute(sql`create table measured as select n from generate_series(1, 1000) n`);
  const platform = {
    database,
    knowledge: { maintainIndex: async () => {} },
    log: silentLog,
    config: { database: { kind: "embedded" } },
  } as WorkerPlatform;
  await maintain(platform);
  const [row] = await rowsOf<{ rows: number }>(
    database,
    sql`select reltuples::int as rows from pg_class where relname = 'measured'`,
  );
  expect(row?.rows).toBe(1000);
});
