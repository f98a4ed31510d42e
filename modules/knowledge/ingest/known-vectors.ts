import { createHash } from "node:crypto";
import { type Database, rowsOf, type Transaction, textArray } from "@eai/modules/kernel";
import { eq, sql } from "drizzle-orm";
import { savedVectors } from "../tables.ts";
import type { VectorIndex } from "../vector-index.ts";

const hashesPerLook = 500;

/** What an embedding depends on: the model, how many numbers it was asked for, and the text. */
export function embeddedHash(model: { model: string; dimensions: number }, text: string): string {
  return createHash("sha256").update(`${model.model}\n${model.dimensions}\n${text}`).digest("hex");
}

/** Vectors by the hash of what was embedded. */
export type VectorsByHash = Map<string, number[]>;

/**
 * Vectors that need not be paid again: those an earlier attempt of this version saved, and those of the same text anywhere
 * in the organisation. Never beyond it: what another organisation has is not told, also not by how fast it goes.
 */
export async function knownVectors(
  { database, index }: { database: Database; index: Pick<VectorIndex, "vectors"> },
  wanted: { organizationId: string; versionId: string; hashes: ReadonlySet<string>; dimensions: number },
): Promise<VectorsByHash> {
  const known: VectorsByHash = new Map();
  const saved = await database.select().from(savedVectors).where(eq(savedVectors.versionId, wanted.versionId));
  for (const { embeddedHash: hash, vector } of saved) if (wanted.hashes.has(hash)) known.set(hash, [...vector]);
  const open = [...wanted.hashes].filter((hash) => !known.has(hash));
  for (let start = 0; start < open.length; start += hashesPerLook) {
    const found = await rowsOf<{ hash: string; id: string }>(
      database,
      sql`select hash, same.id from unnest(${textArray(open.slice(start, start + hashesPerLook))}) as hash
        cross join lateral (
          select c.id from chunks c
          join knowledge_bases k on k.id = c.knowledge_base_id join tenants t on t.id = k.tenant_id
          where c.embedded_hash = hash and coalesce(t.path[1], t.id) = ${wanted.organizationId} limit 1) as same`,
    );
    if (found.length === 0) continue;
    const vectors = await index.vectors(found.map(({ id }) => id));
    for (const { hash, id } of found) {
      const vector = vectors.get(id);
      if (vector?.length === wanted.dimensions) known.set(hash, vector);
    }
  }
  return known;
}

/** Keeps vectors until the version is complete. */
export async function saveVectors(transaction: Transaction, versionId: string, vectors: VectorsByHash): Promise<void> {
  if (vectors.size === 0) return;
  const rows = [...vectors].map(([hash, vector]) => ({
    versionId,
    embeddedHash: hash,
    vector: Float32Array.from(vector),
  }));
  await transaction.insert(savedVectors).values(rows).onConflictDoNothing();
}

/** A version that is complete has its vectors in the index. */
export async function forgetSavedVectors(transaction: Transaction, versionId: string): Promise<void> {
  await transaction.delete(savedVectors).where(eq(savedVectors.versionId, versionId));
}
