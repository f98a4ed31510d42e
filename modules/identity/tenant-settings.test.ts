import type { TenantOwnSettings } from "@eai/contract";
import { createTestDatabase, type TestDatabase } from "@eai/platform/testing";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { tenants } from "./tables.ts";
import { effectiveSettings, loosens, presentSettings, readLevels } from "./tenant-settings.ts";

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

async function set(id: string, settings: TenantOwnSettings): Promise<void> {
  await db.database.update(tenants).set({ settings }).where(eq(tenants.id, id));
}

test("nothing is limited where nothing is set", async () => {
  const settings = await effectiveSettings(db.database, path);
  expect(new Set(Object.values(settings))).toEqual(new Set([null]));
});

test("the smallest number and the common names hold, and follow when an upper tenant tightens later", async () => {
  await set("ten_company", {
    "limits.requests_per_minute": { value: 100, locked: false },
    "models.allowed": { value: ["a", "b", "c"], locked: false },
  });
  await set("ten_team", {
    "limits.requests_per_minute": { value: 60, locked: false },
    "models.allowed": { value: ["b", "c"], locked: false },
  });
  expect(await effectiveSettings(db.database, path)).toMatchObject({
    "limits.requests_per_minute": 60,
    "models.allowed": ["b", "c"],
  });
  await set("ten_division", {
    "limits.requests_per_minute": { value: 10, locked: false },
    "models.allowed": { value: ["c", "d"], locked: false },
  });
  expect(await effectiveSettings(db.database, path)).toMatchObject({
    "limits.requests_per_minute": 10,
    "models.allowed": ["c"],
  });
  const shown = presentSettings(await readLevels(db.database, path));
  expect(shown["limits.requests_per_minute"]).toEqual({
    own: { value: 60, locked: false },
    effective: 10,
    source: { id: "ten_division", name: "division" },
    locked_by: null,
  });
  expect(shown["models.allowed"].source?.id).toBe("ten_division");
});

test("a lock fixes the value: what is set below it does not count", async () => {
  await set("ten_company", { "retention.document_days": { value: 365, locked: true } });
  await set("ten_division", { "retention.document_days": { value: 30, locked: false } });
  await set("ten_team", {});
  const shown = presentSettings(await readLevels(db.database, path))["retention.document_days"];
  expect(shown).toMatchObject({ own: null, effective: 365, locked_by: { id: "ten_company" } });
  await set("ten_company", { "retention.document_days": { value: null, locked: true } });
  expect((await effectiveSettings(db.database, path))["retention.document_days"]).toBeNull();
});

test("an empty list allows nothing, and is not loosened by any name", async () => {
  await set("ten_company", { "models.allowed": { value: [], locked: false } });
  await set("ten_team", { "models.allowed": { value: ["a"], locked: false } });
  expect((await effectiveSettings(db.database, path))["models.allowed"]).toEqual([]);
});

test("tells what loosens", () => {
  expect([loosens(100, 60), loosens(60, 60), loosens(10, 60), loosens(10, null)]).toEqual([true, false, false, false]);
  expect([loosens(["a"], ["a", "b"]), loosens(["a", "c"], ["a", "b"]), loosens([], [])]).toEqual([false, true, false]);
});
