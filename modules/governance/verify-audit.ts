import { type Database, rowsOf } from "@eai/modules/kernel";
import { and, asc, eq, gt, lte, or, type SQL, sql } from "drizzle-orm";
import { auditHash, genesisHash } from "./audit.ts";
import type { AuditSealer } from "./audit-seals.ts";
import { auditEvents, auditHeads, auditSeals } from "./tables.ts";

/** What is wrong at the first broken place of a chain. */
export interface AuditBreak {
  kind: "removed" | "inserted" | "changed" | "order" | "head" | "rewritten" | "seal" | "unsealed";
  /** Of the row where it shows; with `rewritten` the change is at it or before, back to the last seal that fits. */
  sequence: number;
  /** A sentence for the auditor. */
  detail: string;
}

export interface AuditVerification {
  tenantId: string;
  /** Rows that were read. */
  rows: number;
  /** Null: nothing was removed, changed, reordered or inserted. */
  broken: AuditBreak | null;
}

const batchSize = 1000;
/** The worker seals about once a minute. */
const unsealedMinutes = 10;

type EventRow = typeof auditEvents.$inferSelect;
type SealRow = typeof auditSeals.$inferSelect;

/**
 * Reads a tenant's whole chain, in batches, and checks all that ties it together: numbers without a gap from 1, each
 * row's hash and the hash it follows, the seals, and that the newest row is the one the head names. Rows that are
 * written meanwhile are left out.
 */
export async function verifyAuditChain(
  database: Database,
  sealer: AuditSealer,
  tenantId: string,
): Promise<AuditVerification> {
  const end = await readEnd(database, tenantId);
  let previous: Pick<EventRow, "sequence" | "hash"> = { sequence: 0, hash: genesisHash };
  let lastFitting = 0;
  let rows = 0;
  const result = (broken: AuditBreak | null): AuditVerification => ({ tenantId, rows, broken });

  for (let cursor = { sequence: Number.MIN_SAFE_INTEGER, id: "" }; ; ) {
    const batch = await readRows(database, tenantId, cursor, end.lastSequence);
    const seals = await readSeals(database, tenantId, batch);
    for (const row of batch) {
      rows += 1;
      const broken = brokenRow(previous, row) ?? brokenSeal(sealer, seals.get(row.sequence), row, lastFitting);
      if (broken) return result(broken);
      if (seals.has(row.sequence)) lastFitting = row.sequence;
      previous = row;
    }
    const last = batch.at(-1);
    if (last) cursor = { sequence: last.sequence, id: last.id };
    if (batch.length < batchSize) break;
  }
  return result(brokenEnd(end, previous) ?? unsealedEnd(end, lastFitting));
}

/** Every tenant that has a chain, or what is left of one. */
export async function auditedTenants(database: Database): Promise<string[]> {
  const found = await rowsOf<{ id: string }>(
    database,
    // From one tenant's rows to the next along the index, instead of through all rows.
    sql`with recursive of_rows as (
        select min(tenant_id) as id from audit_events
        union all
        select (select min(e.tenant_id) from audit_events e where e.tenant_id > of_rows.id) from of_rows
        where of_rows.id is not null
      ), of_seals as (
        select min(tenant_id) as id from audit_seals
        union all
        select (select min(s.tenant_id) from audit_seals s where s.tenant_id > of_seals.id) from of_seals
        where of_seals.id is not null
      )
      select id from of_rows where id is not null union select id from of_seals where id is not null
      union select tenant_id from audit_heads order by id`,
  );
  return found.map(({ id }) => id);
}

interface ChainEnd {
  head: { sequence: number; hash: string } | null;
  /** Of the newest row; 0 without rows. */
  lastSequence: number;
  lastSealed: number;
  /** The newest row that should have been sealed by now; 0 when there is none. */
  lastDue: number;
}

/** In one statement, so that a row that is written at this moment cannot stand between the figures. */
async function readEnd(database: Database, tenantId: string): Promise<ChainEnd> {
  const [row] = await rowsOf<{
    headSequence: number | null;
    headHash: string | null;
    lastSequence: number;
    lastSealed: number;
    lastDue: number;
  }>(
    database,
    sql`select h.sequence::float8 as "headSequence", h.hash as "headHash",
      coalesce((select max(sequence) from audit_events where tenant_id = t.id), 0)::float8 as "lastSequence",
      coalesce((select max(sequence) from audit_seals where tenant_id = t.id), 0)::float8 as "lastSealed",
      coalesce((select sequence from audit_events where tenant_id = t.id
        and at < now() - make_interval(mins => ${unsealedMinutes}) order by sequence desc limit 1), 0)::float8 as "lastDue"
      from (select ${tenantId}::text as id) t left join ${auditHeads} h on h.tenant_id = t.id`,
  );
  const { headSequence = null, headHash = null, lastSequence = 0, lastSealed = 0, lastDue = 0 } = row ?? {};
  const head = headSequence === null || headHash === null ? null : { sequence: headSequence, hash: headHash };
  return { head, lastSequence, lastSealed, lastDue };
}

function readRows(
  database: Database,
  tenantId: string,
  cursor: { sequence: number; id: string },
  lastSequence: number,
): Promise<EventRow[]> {
  const isLater = or(
    gt(auditEvents.sequence, cursor.sequence),
    and(eq(auditEvents.sequence, cursor.sequence), gt(auditEvents.id, cursor.id)),
  );
  return database
    .select()
    .from(auditEvents)
    .where(and(eq(auditEvents.tenantId, tenantId), isLater, lte(auditEvents.sequence, lastSequence)))
    .orderBy(asc(auditEvents.sequence), asc(auditEvents.id))
    .limit(batchSize);
}

async function readSeals(
  database: Database,
  tenantId: string,
  batch: readonly EventRow[],
): Promise<Map<number, SealRow>> {
  const [first, last] = [batch[0], batch.at(-1)];
  if (!first || !last) return new Map();
  const rows = await database
    .select()
    .from(auditSeals)
    .where(between(tenantId, first.sequence, last.sequence));
  return new Map(rows.map((row) => [row.sequence, row]));
}

function between(tenantId: string, from: number, to: number): SQL {
  return sql`${auditSeals.tenantId} = ${tenantId} and ${auditSeals.sequence} between ${from} and ${to}`;
}

function brokenRow(previous: Pick<EventRow, "sequence" | "hash">, row: EventRow): AuditBreak | null {
  const expected = previous.sequence + 1;
  if (row.sequence > expected) {
    const missing = row.sequence - expected;
    return {
      kind: "removed",
      sequence: expected,
      detail: `${missing === 1 ? "One row is" : `${missing} rows are`} missing from ${expected} on.`,
    };
  }
  if (row.sequence < expected) {
    return { kind: "inserted", sequence: row.sequence, detail: `There is a second row ${row.sequence}.` };
  }
  if (auditHash(row) !== row.hash) {
    return { kind: "changed", sequence: row.sequence, detail: `Row ${row.sequence} is not what was written.` };
  }
  if (row.previousHash !== previous.hash) {
    const detail = `Row ${row.sequence} does not follow the row before it: one of the two was replaced or moved.`;
    return { kind: "order", sequence: row.sequence, detail };
  }
  return null;
}

function brokenSeal(
  sealer: AuditSealer,
  sealed: SealRow | undefined,
  row: EventRow,
  lastFitting: number,
): AuditBreak | null {
  if (!sealed) return null;
  const { tenantId, sequence } = row;
  if (!sealer.fits({ tenantId, sequence, hash: sealed.hash }, sealed.seal)) {
    const detail = `The seal at row ${sequence} was not made by this installation with its present EAI_SECRET.`;
    return { kind: "seal", sequence, detail };
  }
  if (sealed.hash === row.hash) return null;
  const detail = `Rows were rewritten with new hashes, at or before row ${sequence} and after row ${lastFitting}, the last one whose seal fits.`;
  return { kind: "rewritten", sequence, detail };
}

function brokenEnd(
  { head, lastSequence, lastSealed }: ChainEnd,
  last: Pick<EventRow, "sequence" | "hash">,
): AuditBreak | null {
  const written = Math.max(head?.sequence ?? 0, lastSealed);
  if (written > lastSequence) {
    const detail = `The rows from ${lastSequence + 1} to ${written}, the newest ones, are missing.`;
    return { kind: "removed", sequence: lastSequence + 1, detail };
  }
  if (head === null) {
    if (lastSequence === 0) return null;
    return { kind: "head", sequence: lastSequence, detail: "The head of the chain is missing." };
  }
  if (head.sequence < lastSequence) {
    const detail = `There are rows after ${head.sequence}, where the head says the chain ends.`;
    return { kind: "inserted", sequence: head.sequence + 1, detail };
  }
  if (head.hash === last.hash) return null;
  return { kind: "head", sequence: last.sequence, detail: "The head of the chain is not that of its newest row." };
}

function unsealedEnd({ lastDue }: ChainEnd, lastFitting: number): AuditBreak | null {
  if (lastDue <= lastFitting) return null;
  const detail =
    `The rows from ${lastFitting + 1} to ${lastDue} were not sealed in ${unsealedMinutes} minutes. ` +
    "Either no worker ran since, which starting one mends, or seals were removed.";
  return { kind: "unsealed", sequence: lastFitting + 1, detail };
}
