import { migrateDatabase, NewerSchemaError } from "@eai/adapters/postgres";
import { rowsOf } from "@eai/modules/kernel";
import { createTestDatabase, onServer } from "@eai/platform/testing";
import { sql } from "drizzle-orm";
import { describe, expect, test } from "vitest";

describe("migrations", () => {
  test("are applied once, and a second run finds nothing to do", async () => {
    await using fresh = await createTestDatabase();
    expect(await migrateDatabase(fresh.database)).toBe(0);
  });

  test("a database of a newer version is refused and left as it is", async () => {
    await using fresh = await createTestDatabase();
    await fresh.database.execute(sql`insert into schema_migrations (hash, position) values ('from the future', 1)`);
    await expect(migrateDatabase(fresh.database)).rejects.toThrow(NewerSchemaError);
  });

  test.runIf(onServer())(
    "two processes that start at once both succeed, and each migration is applied once",
    async () => {
      await using fresh = await createTestDatabase();
      await fresh.database.execute(sql`drop schema public cascade; create schema public`);
      const applied = await Promise.all([1, 2, 3, 4].map(() => migrateDatabase(fresh.database)));
      expect(applied.toSorted()).toEqual([0, 0, 0, expect.any(Number)]);
      const [count] = await rowsOf<{ count: number }>(fresh.database, sql`select count(*)::int from schema_migrations`);
      expect(count?.count).toBe(Math.max(...applied));
    },
  );

  test("a failed migration leaves nothing behind", async () => {
    await using fresh = await createTestDatabase();
    const before = await rowsOf(fresh.database, sql`select hash from schema_migrations order by 1`);
    // The tables are there but the migration that makes them is said to be missing: running it again fails.
    await fresh.database.execute(
      sql`delete from schema_migrations where hash = (select hash from schema_migrations order by position offset 1 limit 1)`,
    );
    await expect(migrateDatabase(fresh.database)).rejects.toThrow();
    const after = await rowsOf(fresh.database, sql`select hash from schema_migrations order by 1`);
    expect(after).toHaveLength(before.length - 1);
  });
});
