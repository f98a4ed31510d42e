import { createHmac, hkdfSync, timingSafeEqual } from "node:crypto";
import { type Database, type Log, rowsOf } from "@eai/modules/kernel";
import { sql } from "drizzle-orm";
import { auditSeals } from "./tables.ts";

/** A place in a tenant's chain: the hash of the row there stands for it and all rows before. */
export interface ChainPlace {
  tenantId: string;
  sequence: number;
  hash: string;
}

/** Makes and checks seals: HMAC-SHA256 with a key that is derived from the installation's secret. */
export interface AuditSealer {
  seal(place: ChainPlace): string;
  fits(place: ChainPlace, seal: string): boolean;
}

/** @param secret `EAI_SECRET`; the key of the seals is derived from it (HKDF, RFC 5869) and used for nothing else */
export function createAuditSealer(secret: string): AuditSealer {
  const key = Buffer.from(hkdfSync("sha256", secret, "", "eai audit seal", 32));
  const macOf = ({ tenantId, sequence, hash }: ChainPlace): Buffer =>
    createHmac("sha256", key).update(`${tenantId}|${sequence}|${hash}`).digest();
  return {
    seal: (place) => macOf(place).toString("hex"),
    fits(place, seal) {
      const given = Buffer.from(seal, "hex");
      const expected = macOf(place);
      return given.length === expected.length && timingSafeEqual(given, expected);
    },
  };
}

const batchSize = 500;

/**
 * Seals the head of every chain that moved since its last seal. Each is also logged: who takes rows, head and seals
 * back to an earlier state together is found by comparing with a log that is kept elsewhere.
 * @returns how many
 */
export async function sealAuditChains(
  { database, log }: { database: Database; log: Log },
  sealer: AuditSealer,
): Promise<number> {
  let sealed = 0;
  for (let last = ""; ; ) {
    const moved = await rowsOf<ChainPlace>(
      database,
      sql`select h.tenant_id as "tenantId", h.sequence::float8 as sequence, h.hash from audit_heads h
        where h.tenant_id > ${last} and h.sequence > 0 and not exists (
          select from audit_seals s where s.tenant_id = h.tenant_id and s.sequence = h.sequence)
        order by h.tenant_id limit ${batchSize}`,
    );
    if (moved.length > 0) {
      const rows = moved.map((place) => ({ ...place, seal: sealer.seal(place) }));
      await database.insert(auditSeals).values(rows).onConflictDoNothing();
      for (const { tenantId, sequence, hash } of moved) {
        log.info({ tenant_id: tenantId, sequence, hash }, "audit chain sealed");
      }
    }
    sealed += moved.length;
    last = moved.at(-1)?.tenantId ?? last;
    if (moved.length < batchSize) return sealed;
  }
}
