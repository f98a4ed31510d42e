import type { Database } from "@eai/modules/kernel";
import type { JwtOptions } from "better-auth/plugins/jwt";
import { getTableColumns } from "drizzle-orm";
import { createLocalJWKSet, type JSONWebKeySet, type JWK } from "jose";
import { v7 } from "uuid";
import { signingKeys } from "./tables.ts";

export const signingAlgorithm = "ES256";
/** A key signs for so long; then the next token makes a new one. */
export const signingKeyDays = 30;
/** So long after that it is still published: tokens are good for minutes, but keys are kept in caches. */
export const signingKeyGraceDays = 1;

type KeyStore = NonNullable<JwtOptions["adapter"]>;

/** Where better-auth's tokens keep their keys; its own storage wants columns for what the public key already says. */
export function signingKeyStore(database: Database): Required<KeyStore> {
  return {
    async getJwks() {
      const rows = await database.select().from(signingKeys);
      return rows.map((row) => ({ ...row, alg: signingAlgorithm, expiresAt: expiryOf(row) }));
    },
    async createJwk({ publicKey, privateKey, createdAt, expiresAt }) {
      const row = { id: v7(), publicKey, privateKey, createdAt, expiresAt: expiresAt ?? null };
      await database.insert(signingKeys).values(row);
      return { id: row.id, publicKey, privateKey, createdAt, alg: signingAlgorithm };
    },
  };
}

/** Keys that were made before they rotated bear no time. */
function expiryOf({ createdAt, expiresAt }: { createdAt: Date; expiresAt: Date | null }): Date {
  return expiresAt ?? new Date(createdAt.getTime() + signingKeyDays * 86_400_000);
}

export type PublicKeys = ReturnType<typeof createLocalJWKSet>;

/** After an unknown key id the keys are read again at most this often, so that made-up ids cost nothing. */
const rereadAfterMs = 5000;
/** So that a key which is no longer published stops counting here too. */
const staleAfterMs = 3_600_000;

/**
 * The public keys that tokens are verified with, kept in memory.
 * @returns a function that finds the key of a token's header, as `jwtVerify` wants it
 */
export function publicKeys(database: Database): PublicKeys {
  let keys: PublicKeys | undefined;
  let readAt = Number.NEGATIVE_INFINITY;
  let reading: Promise<PublicKeys> | undefined;

  async function read(): Promise<PublicKeys> {
    const { privateKey: _, ...columns } = getTableColumns(signingKeys);
    const all = await database.select(columns).from(signingKeys);
    const oldest = Date.now() - signingKeyGraceDays * 86_400_000;
    const rows = all.filter((row) => expiryOf(row).getTime() > oldest);
    const set: JSONWebKeySet = {
      keys: rows.map((row) => ({ ...(JSON.parse(row.publicKey) as JWK), kid: row.id, alg: signingAlgorithm })),
    };
    keys = createLocalJWKSet(set);
    readAt = performance.now();
    return keys;
  }
  function readOnce(): Promise<PublicKeys> {
    reading ??= read().finally(() => {
      reading = undefined;
    });
    return reading;
  }

  const find = async (...input: Parameters<PublicKeys>): Promise<Awaited<ReturnType<PublicKeys>>> => {
    const isStale = performance.now() - readAt > staleAfterMs;
    const known = keys && !isStale ? keys : await readOnce();
    try {
      return await known(...input);
    } catch (error) {
      if (performance.now() - readAt < rereadAfterMs) throw error;
      return (await readOnce())(...input);
    }
  };
  return Object.assign(find, { jwks: () => keys?.jwks() ?? { keys: [] } });
}
