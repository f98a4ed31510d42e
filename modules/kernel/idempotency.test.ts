import { createOnce, forgetIdempotencyKeys, newId, ProblemError, rowsOf, systemContext } from "@eai/modules/kernel";
import { createTestDatabase, type TestDatabase } from "@eai/platform/testing";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

describe("createOnce", () => {
  let db: TestDatabase;
  beforeAll(async () => {
    db = await createTestDatabase();
    await db.database.execute(sql`create table things (id text primary key)`);
  });
  afterAll(() => db.close());

  function context(idempotencyKey: string) {
    return { ...systemContext("test", { id: "ten_1", path: ["ten_1"] }), idempotencyKey };
  }

  function makeThing(key: string, input: unknown) {
    return createOnce(db.database, context(key), input, async (transaction) => {
      const id = newId("doc");
      await transaction.execute(sql`insert into things values (${id})`);
      return id;
    });
  }

  async function countThings(): Promise<number> {
    const [row] = await rowsOf<{ count: number }>(db.database, sql`select count(*)::int from things`);
    return row?.count ?? -1;
  }

  test("twenty racing calls with one key make one thing and all get it", async () => {
    const before = await countThings();
    const made = await Promise.all(Array.from({ length: 20 }, () => makeThing("race", { name: "a" })));
    expect(new Set(made.map((one) => one.resourceId)).size).toBe(1);
    expect(made.filter((one) => !one.replayed)).toHaveLength(1);
    expect(await countThings()).toBe(before + 1);
  });

  test("another request under the same key is refused", async () => {
    await makeThing("reused", { name: "a" });
    await expect(makeThing("reused", { name: "b" })).rejects.toThrow(ProblemError);
  });

  test("keys are forgotten after some days, not before", async () => {
    const [old, young] = [await makeThing("old", {}), await makeThing("young", {})];
    await db.database.execute(
      sql`update idempotency_keys set created_at = now() - interval '3 days' where key = 'old'`,
    );
    await forgetIdempotencyKeys(db.database);
    expect((await makeThing("old", {})).resourceId).not.toBe(old.resourceId);
    expect((await makeThing("young", {})).resourceId).toBe(young.resourceId);
  });

  test("a failed creation does not use up the key", async () => {
    const failing = createOnce(db.database, context("again"), {}, async () => {
      throw new Error("lost");
    });
    await expect(failing).rejects.toThrow("lost");
    expect((await makeThing("again", {})).replayed).toBe(false);
  });
});
