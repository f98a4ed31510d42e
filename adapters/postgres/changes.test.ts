import { listenToChanges } from "@eai/adapters/postgres";
import { createKept, rowsOf, silentLog } from "@eai/modules/kernel";
import { createTestDatabase, onServer, type TestDatabase } from "@eai/platform/testing";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

describe("changes that the database announces", () => {
  let opened: TestDatabase;
  beforeAll(async () => {
    opened = await createTestDatabase();
  });
  afterAll(() => opened[Symbol.asyncDispose]());

  test("are heard for each table that is kept, when they are committed", async () => {
    await using changes = await listening();
    for (const table of ["tenants", "people", "memberships", "groups", "group_members", "api_keys", "budgets"]) {
      const before = changes.count();
      await opened.database.transaction(async (transaction) => {
        await transaction.execute(sql.raw(`delete from ${table} where false`));
      });
      await expect.poll(() => changes.count()).toBeGreaterThan(before);
    }
  });

  test("are not told at each use of a key", async () => {
    await using changes = await listening();
    const before = changes.count();
    await opened.database.execute(sql`update api_keys set last_used_at = now()`);
    await opened.database.execute(sql`update api_keys set revoked_at = now() where false`);
    await expect.poll(() => changes.count()).toBe(before + 1);
  });

  test("empty what was kept; many readers of one key share one read", async () => {
    await using changes = await listening();
    const kept = createKept<number>(changes, { maxAgeMs: 600_000, limit: 2 });
    let reads = 0;
    const read = async () => ++reads;
    expect(await Promise.all([1, 2, 3].map(() => kept.get("a", read)))).toEqual([1, 1, 1]);
    await opened.database.execute(sql`delete from budgets where false`);
    await expect.poll(() => kept.get("a", read)).toBe(2);
    for (const key of ["b", "c", "a"]) await kept.get(key, read);
    expect(reads).toBe(5);
  });

  test("a failed read is not kept", async () => {
    await using changes = await listening();
    const kept = createKept<number>(changes, { maxAgeMs: 600_000, limit: 2 });
    await expect(kept.get("a", () => Promise.reject(new Error("no")))).rejects.toThrow("no");
    expect(await kept.get("a", async () => 1)).toBe(1);
  });

  test.runIf(onServer())("nothing is kept while the connection is lost, and it comes back", async () => {
    await using changes = await listening();
    const kept = createKept<number>(changes, { maxAgeMs: 600_000, limit: 2 });
    let reads = 0;
    const read = async () => ++reads;
    await kept.get("a", read);
    const lost = changes.count();
    await rowsOf(
      opened.database,
      sql`
      select pg_terminate_backend(pid) from pg_stat_activity
      where application_name = 'eai-changes' and datname = current_database()`,
    );
    // It announces when it listens again: whatever passed in between was not heard.
    await expect.poll(() => changes.count()).toBeGreaterThan(lost);
    expect(await kept.get("a", read)).toBeGreaterThan(1);
    await expect.poll(() => changes.heard).toBe(true);
  });

  async function listening() {
    const changes = await listenToChanges(opened.queueBackend, silentLog);
    let count = 0;
    changes.onChange(() => {
      count += 1;
    });
    return Object.assign(changes, {
      count: () => count,
      [Symbol.asyncDispose]: () => changes.end(),
    });
  }
});
