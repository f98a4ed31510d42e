import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DirectoryInUseError, openEmbeddedDatabase } from "@eai/adapters/pglite";
import { openJobQueue } from "@eai/adapters/postgres";
import { rowsOf, silentLog } from "@eai/modules/kernel";
import { createTestDatabase } from "@eai/platform/testing";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

describe("the embedded database", () => {
  let directory: string;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), "eai-embedded-"));
  });
  afterAll(() => rm(directory, { recursive: true, force: true }));

  test("keeps what it was given, and refuses a second owner with a sentence", async () => {
    const first = await openEmbeddedDatabase(directory);
    await first.database.execute(sql`create table kept (value int)`);
    await first.database.execute(sql`insert into kept values (7)`);
    await expect(openEmbeddedDatabase(directory)).rejects.toThrow(DirectoryInUseError);
    await first.close();
    const second = await openEmbeddedDatabase(directory);
    expect(await rowsOf(second.database, sql`select value from kept`)).toEqual([{ value: 7 }]);
    await second.close();
  }, 60_000);

  test("an outer query inside a transaction is an error, not a hang", async () => {
    await using test = await createTestDatabase();
    const attempt = test.database.transaction(() => test.database.execute(sql`select 1`));
    await expect(attempt).rejects.toThrow();
    expect(await rowsOf(test.database, sql`select 2 as two`)).toEqual([{ two: 2 }]);
  });

  test("a job commits with its row, and not without it", async () => {
    await using test = await createTestDatabase();
    const queue = await openJobQueue(
      test.queueBackend,
      [{ name: "demo", retryLimit: 1, expireInSeconds: 60 }],
      silentLog,
    );
    const seen: unknown[] = [];
    await queue.work("demo", { concurrency: 1 }, async (job) => void seen.push(job.data));
    await test.database
      .transaction(async (transaction) => {
        await queue.send(transaction, "demo", { lost: true });
        throw new Error("roll back");
      })
      .catch(() => {});
    await test.database.transaction((transaction) => queue.send(transaction, "demo", { kept: true }));
    await expect.poll(() => seen, { timeout: 5000 }).toEqual([{ kept: true }]);
    await queue.stop(2);
  });
});
