import { randomBytes } from "node:crypto";
import { type CryptoKey, exportJWK, generateKeyPair, type JWK } from "jose";

/** The tenant of personal Microsoft accounts, whose keys are published beside the others but sign for it alone. */
export const consumerTenantId = "9188040d-6c67-4c5b-b112-36a304b66dad";

export interface SigningKey {
  kid: string;
  privateKey: CryptoKey;
  publicJwk: JWK;
}

/** The keys of the emulated provider; the last one made signs. */
export interface SigningKeys {
  readonly current: SigningKey;
  /** Published in the set of `organizations`, with the issuer of personal accounts. */
  readonly consumer: SigningKey;
  /** Never published. */
  readonly stranger: SigningKey;
  /** How often a set of keys was fetched. */
  fetches: number;
  /** Signs with a new key from now on. The old ones stay published. */
  rotate(): Promise<void>;
  /**
   * What the provider publishes at `/{tenant}/discovery/v2.0/keys`: each key says whose tokens it signs, and none says
   * its algorithm.
   */
  publish(origin: string, tenant: string): { keys: object[] };
}

async function makeKey(): Promise<SigningKey> {
  const { publicKey, privateKey } = await generateKeyPair("RS256", { extractable: true });
  return { kid: randomBytes(16).toString("base64url"), privateKey, publicJwk: await exportJWK(publicKey) };
}

export async function createSigningKeys(): Promise<SigningKeys> {
  const [first, consumer, stranger] = await Promise.all([makeKey(), makeKey(), makeKey()]);
  const keys = [first];
  let current = first;
  const present = ({ kid, publicJwk }: SigningKey, issuer: string) => ({
    ...publicJwk,
    use: "sig",
    kid,
    x5t: kid,
    issuer,
  });
  return {
    get current() {
      return current;
    },
    consumer,
    stranger,
    fetches: 0,
    async rotate() {
      current = await makeKey();
      keys.push(current);
    },
    publish(origin, tenant) {
      const shared = tenant === "organizations" || tenant === "common";
      const issuer = `${origin}/${shared ? "{tenantid}" : tenant}/v2.0`;
      const published = keys.map((key) => present(key, issuer));
      if (shared) published.push(present(consumer, `${origin}/${consumerTenantId}/v2.0`));
      return { keys: published };
    },
  };
}
