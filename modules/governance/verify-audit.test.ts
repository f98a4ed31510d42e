import { silentLog, systemContext, type Transaction } from "@eai/modules/kernel";
import { createTestDatabase, type TestDatabase } from "@eai/platform/testing";
import { and, asc, eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { auditHash, recordAudit, type UnhashedAuditRow } from "./audit.ts";
import { createAuditSealer, sealAuditChains } from "./audit-seals.ts";
import { auditEvents, auditHeads, auditSeals } from "./tables.ts";
import { auditedTenants, verifyAuditChain } from "./verify-audit.ts";

const tenantId = "ten_1";
const sealer = createAuditSealer("a secret of thirty-two characters or more");
const rowCount = 2500;

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
  // As somebody with every right over the database would.
  await db.database.execute(sql`alter table audit_events disable trigger user`);
  await db.database.execute(sql`alter table audit_seals disable trigger user`);
});
afterAll(() => db.close());

async function append(count: number): Promise<void> {
  await db.database.transaction(async (transaction) => {
    for (let index = 0; index < count; index++) await appendOne(transaction);
  });
}

function appendOne(transaction: Transaction): Promise<void> {
  return recordAudit(transaction, systemContext("test", { id: tenantId, path: [tenantId] }), {
    action: "session.create",
    resourceKind: "session",
    resourceId: "ses_1",
    changes: { pinned: [false, true], nested: { b: 1, a: [null, "x"] } },
  });
}

const verify = () => verifyAuditChain(db.database, sealer, tenantId);
const seal = () => sealAuditChains({ database: db.database, log: silentLog }, sealer);
const at = (sequence: number) => and(eq(auditEvents.tenantId, tenantId), eq(auditEvents.sequence, sequence));

/** Writes rows anew from `first` on, each with the right hash over the one before. */
async function rewriteFrom(first: number, change: Partial<UnhashedAuditRow>): Promise<void> {
  const rows = await db.database
    .select()
    .from(auditEvents)
    .where(sql`tenant_id = ${tenantId} and sequence >= ${first}`)
    .orderBy(asc(auditEvents.sequence));
  let previousHash = rows[0]?.previousHash ?? "";
  for (const row of rows) {
    const { hash: _old, ...written } = { ...row, ...(row.sequence === first ? change : {}), previousHash };
    const hash = auditHash(written);
    await db.database
      .update(auditEvents)
      .set({ ...written, hash })
      .where(at(row.sequence));
    previousHash = hash;
  }
  await db.database.update(auditHeads).set({ hash: previousHash }).where(eq(auditHeads.tenantId, tenantId));
}

describe("the verification of a chain", () => {
  let saved = false;

  beforeEach(async () => {
    if (!saved) {
      await append(1200);
      await seal();
      await append(rowCount - 1200);
      await seal();
      for (const table of ["audit_events", "audit_seals", "audit_heads"]) {
        await db.database.execute(sql.raw(`create table saved_${table} as select * from ${table}`));
      }
      saved = true;
      return;
    }
    for (const table of ["audit_events", "audit_seals", "audit_heads"]) {
      await db.database.execute(sql.raw(`truncate ${table}`));
      await db.database.execute(sql.raw(`insert into ${table} select * from saved_${table}`));
    }
  });

  test("passes what was not touched, also while rows are written", async () => {
    const [result] = await Promise.all([verify(), append(20)]);
    expect(result).toEqual({ tenantId, rows: expect.any(Number), broken: null });
    expect(result.rows).toBeGreaterThanOrEqual(rowCount);
    expect(await auditedTenants(db.database)).toEqual([tenantId]);
  });

  test("finds a changed field", async () => {
    await db.database.update(auditEvents).set({ decision: "refused" }).where(at(1777));
    expect((await verify()).broken).toMatchObject({ kind: "changed", sequence: 1777 });
  });

  test("finds changed details, but not another order of their keys", async () => {
    await db.database.execute(sql`update audit_events
      set changes = '{"nested": {"a": [null, "x"], "b": 1}, "pinned": [false, true]}' where sequence = 12`);
    expect((await verify()).broken).toBeNull();
    await db.database.execute(sql`update audit_events
      set changes = '{"nested": {"a": [null, "x"], "b": 1}, "pinned": [true, false]}' where sequence = 12`);
    expect((await verify()).broken).toMatchObject({ kind: "changed", sequence: 12 });
  });

  test("finds a row taken out of the middle, and the first row", async () => {
    await db.database.delete(auditEvents).where(at(1001));
    expect((await verify()).broken).toMatchObject({
      kind: "removed",
      sequence: 1001,
      detail: expect.stringMatching(/^One row is missing/),
    });
    await db.database.delete(auditEvents).where(at(1));
    expect((await verify()).broken).toMatchObject({ kind: "removed", sequence: 1 });
  });

  test("finds the newest rows cut off, with the head and without", async () => {
    await db.database.execute(sql`delete from audit_events where sequence > 2400`);
    expect((await verify()).broken).toMatchObject({ kind: "removed", sequence: 2401 });
    await db.database.execute(sql`update audit_heads set sequence = 2400,
      hash = (select hash from audit_events where sequence = 2400)`);
    expect((await verify()).broken).toMatchObject({ kind: "removed", sequence: 2401 });
  });

  test("finds rows in another order, with their hashes and with new ones", async () => {
    await db.database.execute(sql`update audit_events set sequence = -1 where sequence = 500`);
    await db.database.execute(sql`update audit_events set sequence = 500 where sequence = 501`);
    await db.database.execute(sql`update audit_events set sequence = 501 where sequence = -1`);
    expect((await verify()).broken).toMatchObject({ kind: "changed", sequence: 500 });
    for (const sequence of [500, 501]) {
      const [row] = await db.database.select().from(auditEvents).where(at(sequence));
      if (row)
        await db.database
          .update(auditEvents)
          .set({ hash: auditHash(row) })
          .where(at(sequence));
    }
    expect((await verify()).broken).toMatchObject({ kind: "order", sequence: 500 });
  });

  test("finds a row put in, by its number and by what follows", async () => {
    const [row] = await db.database.select().from(auditEvents).where(at(300));
    if (!row) throw new Error("no row");
    await db.database.execute(sql`drop index audit_events_tenant_sequence`);
    await db.database.insert(auditEvents).values({ ...row, id: `${row.id}x` });
    expect((await verify()).broken).toMatchObject({ kind: "inserted", sequence: 300 });
    await db.database.execute(sql`delete from audit_events where id = ${`${row.id}x`}`);
    await db.database.execute(
      sql`create unique index audit_events_tenant_sequence on audit_events (tenant_id, sequence)`,
    );
    const forged = { ...row, id: "aud_forged", sequence: rowCount + 1 };
    await db.database.insert(auditEvents).values({ ...forged, hash: auditHash(forged) });
    expect((await verify()).broken).toMatchObject({ kind: "order", sequence: rowCount + 1 });
  });

  test("finds a tail written anew with all its hashes, by the seals", { timeout: 60_000 }, async () => {
    await rewriteFrom(2000, { actorId: "usr_somebody_else" });
    expect((await verify()).broken).toMatchObject({
      kind: "rewritten",
      sequence: rowCount,
      detail: expect.stringMatching(/after row 1200/),
    });
    // Somebody without the key cannot make the seal fit either.
    const foreign = createAuditSealer("another secret of thirty-two characters");
    const [head] = await db.database.select().from(auditHeads);
    if (!head) throw new Error("no head");
    await db.database
      .update(auditSeals)
      .set({ hash: head.hash, seal: foreign.seal(head) })
      .where(eq(auditSeals.sequence, rowCount));
    expect((await verify()).broken).toMatchObject({ kind: "seal", sequence: rowCount });
  });

  test("finds an altered and a missing head", async () => {
    await db.database.update(auditHeads).set({ hash: "f".repeat(64) });
    expect((await verify()).broken).toMatchObject({ kind: "head", sequence: rowCount });
    await db.database.update(auditHeads).set({ sequence: 2499 });
    expect((await verify()).broken).toMatchObject({ kind: "inserted", sequence: 2500 });
    await db.database.delete(auditHeads);
    expect((await verify()).broken).toMatchObject({ kind: "head", sequence: rowCount });
  });

  test("tells of rows that should have been sealed, and of a chain that is gone", async () => {
    await db.database.execute(sql`delete from audit_seals where sequence = ${rowCount}`);
    expect((await verify()).broken).toBeNull();
    await rewriteFrom(2490, { at: new Date(Date.now() - 3_600_000) });
    expect((await verify()).broken).toMatchObject({ kind: "unsealed", sequence: 1201 });
    await db.database.execute(sql`truncate audit_events, audit_heads`);
    expect(await auditedTenants(db.database)).toEqual([tenantId]);
    expect((await verify()).broken).toMatchObject({ kind: "removed", sequence: 1 });
  });
});

test("the database refuses to change or remove audit rows and seals", async () => {
  await using fresh = await createTestDatabase();
  const context = systemContext("test", { id: tenantId, path: [tenantId] });
  await fresh.database.transaction((transaction) =>
    recordAudit(transaction, context, { action: "session.create", resourceKind: "session", resourceId: "ses_1" }),
  );
  await sealAuditChains({ database: fresh.database, log: silentLog }, sealer);
  for (const table of ["audit_events", "audit_seals"]) {
    for (const statement of [`update ${table} set hash = ''`, `delete from ${table}`, `truncate ${table}`]) {
      const attempt = fresh.database.execute(sql.raw(statement));
      await expect(attempt, statement).rejects.toMatchObject({ cause: { message: `${table} is append-only` } });
    }
  }
  expect(await verifyAuditChain(fresh.database, sealer, tenantId)).toMatchObject({ rows: 1, broken: null });
});
