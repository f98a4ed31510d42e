import { auditEvents, auditHash, recordAudit } from "@eai/modules/governance";
import { systemContext } from "@eai/modules/kernel";
import { createTestDatabase, type TestDatabase } from "@eai/platform/testing";
import { asc } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

describe("the audit log", () => {
  let db: TestDatabase;
  beforeAll(async () => {
    db = await createTestDatabase();
  });
  afterAll(() => db.close());

  const context = systemContext("test", { id: "ten_1", path: ["ten_1"] });

  test("racing writers make one unbroken chain, and a changed row breaks it", async () => {
    await Promise.all(
      Array.from({ length: 25 }, (_, index) =>
        db.database.transaction((transaction) =>
          recordAudit(transaction, context, {
            action: "knowledge_base.update",
            resourceKind: "knowledge_base",
            resourceId: `kb_${index}`,
            changes: { scope: { before: "team", after: "personal" }, name: { before: "a", after: "b" } },
          }),
        ),
      ),
    );
    const rows = await db.database.select().from(auditEvents).orderBy(asc(auditEvents.sequence));
    expect(rows.map((row) => row.sequence)).toEqual(Array.from({ length: 25 }, (_, index) => index + 1));
    for (const [index, row] of rows.entries()) {
      expect(row.previousHash).toBe(rows[index - 1]?.hash ?? "0".repeat(64));
      expect(auditHash(row)).toBe(row.hash);
      expect(auditHash({ ...row, resourceId: "kb_forged" })).not.toBe(row.hash);
    }
  });

  test("an entry is gone when its transaction is", async () => {
    const attempt = db.database.transaction(async (transaction) => {
      await recordAudit(transaction, context, {
        action: "session.delete",
        resourceKind: "session",
        resourceId: "ses_lost",
      });
      throw new Error("roll back");
    });
    await expect(attempt).rejects.toThrow("roll back");
    const rows = await db.database.select().from(auditEvents);
    expect(rows.some((row) => row.resourceId === "ses_lost")).toBe(false);
  });
});
