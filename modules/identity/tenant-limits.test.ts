import type { TenantOwnSettings } from "@eai/contract";
import { createTestDatabase, type TestDatabase } from "@eai/platform/testing";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { tenants } from "./tables.ts";
import { readTenantLimits } from "./tenant-limits.ts";

const path = ["ten_company", "ten_division", "ten_team"];
let db: TestDatabase;

beforeAll(async () => {
  db = await createTestDatabase();
  await db.database.insert(tenants).values(
    path.map((id, index) => ({
      id,
      parentId: path[index - 1] ?? null,
      path: path.slice(0, index + 1),
      name: id.slice(4),
    })),
  );
});
afterAll(() => db.close());

async function limitsWith(settings: Record<string, TenantOwnSettings>) {
  for (const id of path) {
    await db.database
      .update(tenants)
      .set({ settings: settings[id] ?? {} })
      .where(eq(tenants.id, id));
  }
  const { person, tenants: levels } = await readTenantLimits(db.database, path);
  return { person, levels: levels.map(({ name, requests, tokens }) => [name, requests, tokens]) };
}
const set = (value: number, locked = false) => ({ value, locked });

test("nothing is counted where nothing is set", async () => {
  expect(await limitsWith({})).toEqual({ person: { requests: null, tokens: null }, levels: [] });
});

test("each tenant that sets a limit counts by itself, from the own upwards; one that inherits does not", async () => {
  const limits = await limitsWith({
    ten_company: { "limits.requests_per_minute": set(100), "limits.user_tokens_per_minute": set(5000) },
    ten_team: { "limits.tokens_per_minute": set(900), "limits.user_tokens_per_minute": set(400) },
  });
  expect(limits).toEqual({
    person: { requests: null, tokens: 400 },
    levels: [
      ["team", null, 900],
      ["company", 100, null],
    ],
  });
});

test("a limit holds as the tenants above leave it, and not at all below a lock", async () => {
  const limits = await limitsWith({
    ten_company: { "limits.requests_per_minute": set(50), "limits.tokens_per_minute": set(1000, true) },
    ten_division: { "limits.requests_per_minute": set(80), "limits.tokens_per_minute": set(500) },
  });
  expect(limits.levels).toEqual([
    ["division", 50, null],
    ["company", 50, 1000],
  ]);
});
