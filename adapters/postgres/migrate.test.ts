import { fileURLToPath } from "node:url";
import { migrateDatabase, NewerSchemaError } from "@eai/adapters/postgres";
import { rowsOf } from "@eai/modules/kernel";
import { createTestDatabase, onServer } from "@eai/platform/testing";
import { sql } from "drizzle-orm";
import { readMigrationFiles } from "drizzle-orm/migrator";
import { describe, expect, test } from "vitest";

const migrationsFolder = fileURLToPath(new URL("./migrations", import.meta.url));

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

  test("messages of before branches follow one another in order, each within its conversation", async () => {
    await using fresh = await createTestDatabase();
    const { database } = fresh;
    const [statement = ""] = readMigrationFiles({ migrationsFolder })
      .flatMap((migration) => migration.sql)
      .filter((sql) => sql.includes('UPDATE "messages" m SET'));
    await database.execute(sql`insert into people (id, name, email) values ('usr_1', 'Ada', 'ada@example.com')`);
    await database.execute(sql`insert into conversations (id, tenant_id, person_id, title, title_source, knowledge_base_ids)
      select 'ses_' || s, 'ten_1', 'usr_1', 'A', 'person', '{}' from generate_series(1, 3) s`);
    // Of the last one a message is missing; another is being written.
    await database.execute(sql`insert into messages (id, conversation_id, ordinal, role, text, state)
      select 'msg_' || s || '_' || o, 'ses_' || s, o, case when o % 2 = 0 then 'user' else 'assistant' end, 'Said ' || o,
        case when s = 2 and o = 5 then 'streaming' else 'complete' end
      from generate_series(1, 3) s, generate_series(0, 5) o where not (s = 3 and o = 2) order by o desc, s`);
    await database.execute(sql.raw(statement));
    const rows = await rowsOf<{ id: string; parent: string | null; found: string | null }>(
      database,
      sql`select id, parent_id as parent, search_text as found from messages order by conversation_id, ordinal`,
    );
    expect(rows.map(({ parent }) => parent)).toEqual([
      ...[null, "msg_1_0", "msg_1_1", "msg_1_2", "msg_1_3", "msg_1_4"],
      ...[null, "msg_2_0", "msg_2_1", "msg_2_2", "msg_2_3", "msg_2_4"],
      ...[null, "msg_3_0", "msg_3_1", "msg_3_3", "msg_3_4"],
    ]);
    expect(rows.filter(({ found }) => found === null).map(({ id }) => id)).toEqual(["msg_2_5"]);
    expect(rows[0]?.found).toBe("said 0");
  });
});
