import type { Clock } from "@eai/modules/kernel";
import { type CryptoKey, errors, importJWK, type JWK } from "jose";
import { z } from "zod";
import { fetchJson } from "./fetch-json.ts";
import { providerUnavailable } from "./provider-error.ts";

/** A public key of a provider. */
export interface RemoteKey {
  key: CryptoKey;
  /** Whose tokens it signs, where the provider says so: Entra does, with `{tenantid}` for all of them. */
  issuer: string | undefined;
}

export interface RemoteKeys {
  /**
   * @throws JWKSNoMatchingKey for an id that is not published
   * @throws ProviderSignInError `provider_unavailable` when no keys can be had
   */
  find(keyId: string, algorithm: string): Promise<RemoteKey>;
}

const keySchema = z.looseObject({
  kid: z.string().optional(),
  kty: z.string(),
  use: z.string().optional(),
  issuer: z.string().optional(),
});
type PublishedKey = z.infer<typeof keySchema>;
const keySetSchema = z.object({ keys: z.array(keySchema).max(200) });

/** After an unknown id the keys are fetched again at most this often, so that made-up ids cost nothing. */
const coolDownMs = 30_000;
/** Without any keys nobody can sign in, so it is tried sooner. */
const retryMs = 5000;
const refreshAfterMs = 3_600_000;
/** Keys that could not be fetched again for so long no longer count. */
const limitMs = 86_400_000;
const timeoutMs = 5000;

/**
 * The keys a provider publishes, kept in memory. While it cannot be reached the known ones serve on for a day.
 * @param address where they are; asked for at each fetch, because another document may say it
 */
export function createRemoteKeys(address: () => Promise<string>, clock: Clock): RemoteKeys {
  let keys = new Map<string, PublishedKey>();
  let readAt = Number.NEGATIVE_INFINITY;
  let triedAt = Number.NEGATIVE_INFINITY;
  let reading: Promise<void> | undefined;

  async function read(): Promise<void> {
    triedAt = clock();
    const { status, body } = await fetchJson(await address(), {}, { timeoutMs });
    const parsed = keySetSchema.safeParse(body);
    if (status !== 200 || !parsed.success) throw new Error(`The set of keys cannot be read (HTTP ${status}).`);
    const usable = parsed.data.keys.filter(({ use }) => use === undefined || use === "sig");
    keys = new Map(usable.flatMap((key) => (key.kid === undefined ? [] : [[key.kid, key]])));
    readAt = clock();
  }
  function readOnce(): Promise<void> {
    reading ??= read().finally(() => {
      reading = undefined;
    });
    return reading;
  }

  return {
    async find(keyId, algorithm) {
      const now = clock();
      if (now - readAt > limitMs) keys = new Map();
      const mayTry = now - triedAt > (keys.size > 0 ? coolDownMs : retryMs);
      const wantsRead = !keys.has(keyId) || now - readAt > refreshAfterMs;
      if (wantsRead && (mayTry || reading)) {
        const read = readOnce();
        // A known key serves at once; only the lack of one makes the caller wait, and the trouble theirs.
        if (keys.has(keyId)) read.catch(() => undefined);
        else await read.catch(refuse);
      }
      const jwk = keys.get(keyId);
      if (!jwk && keys.size === 0) throw providerUnavailable("The provider's set of keys");
      if (!jwk) throw new errors.JWKSNoMatchingKey();
      const key = await importJWK(jwk as JWK, algorithm);
      if (key instanceof Uint8Array) throw new errors.JWKSNoMatchingKey();
      return { key, issuer: jwk.issuer };
    },
  };
}

function refuse(cause: unknown): never {
  throw providerUnavailable("The provider's set of keys", cause);
}
