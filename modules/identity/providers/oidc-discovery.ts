import { systemClock } from "@eai/modules/kernel";
import { z } from "zod";
import { fetchJson } from "./fetch-json.ts";
import { providerUnavailable } from "./provider-error.ts";
import { createRemoteKeys, type RemoteKeys } from "./remote-keys.ts";

/** What a provider says of itself. */
export interface OidcDiscovery {
  issuer: string;
  authorizationEndpoint: string;
  tokenEndpoint: string;
  endSessionEndpoint: string | undefined;
  /** Of its ID tokens; asymmetric ones only. */
  algorithms: readonly string[];
  /** Whether the client secret goes into a header or the body. */
  secretIn: "header" | "body";
}

export interface OidcDocument {
  /** @throws ProviderSignInError `provider_unavailable` */
  read(): Promise<OidcDiscovery>;
  /** As it was last read; undefined before. */
  known(): OidcDiscovery | undefined;
  keys: RemoteKeys;
}

const address = z.string().max(2000).refine(URL.canParse);
const documentSchema = z.object({
  issuer: z.string(),
  authorization_endpoint: address,
  token_endpoint: address,
  jwks_uri: address,
  end_session_endpoint: address.optional().catch(undefined),
  id_token_signing_alg_values_supported: z.array(z.string()).default(["RS256"]),
  token_endpoint_auth_methods_supported: z.array(z.string()).default(["client_secret_basic"]),
});

/** A secret is known to both sides: with one, whoever may verify could also sign. */
const asymmetric: ReadonlySet<string> = new Set([
  ...["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"],
  ...["ES256", "ES384", "ES512", "EdDSA", "Ed25519"],
]);
const refreshAfterMs = 3_600_000;
const retryMs = 5000;
const timeoutMs = 5000;

/** The discovery document of a provider and its keys, read when they are first needed and kept for an hour. */
export function createOidcDocument(issuer: string): OidcDocument {
  let current: (OidcDiscovery & { keysAddress: string }) | undefined;
  let readAt = Number.NEGATIVE_INFINITY;
  let triedAt = Number.NEGATIVE_INFINITY;
  let reading: Promise<void> | undefined;

  async function fetchDocument(): Promise<void> {
    triedAt = systemClock();
    const { status, body } = await fetchJson(`${issuer}/.well-known/openid-configuration`, {}, { timeoutMs });
    const parsed = documentSchema.safeParse(body);
    if (status !== 200 || !parsed.success) throw new Error(`The discovery document cannot be read (HTTP ${status}).`);
    const document = parsed.data;
    // The setting has no slash at the end; some issuers do.
    if (document.issuer.replace(/\/+$/, "") !== issuer) throw new Error("The discovery document is of another issuer.");
    const endpoints = [document.authorization_endpoint, document.token_endpoint, document.jwks_uri];
    if (issuer.startsWith("https:") && endpoints.some((endpoint) => !endpoint.startsWith("https:"))) {
      throw new Error("The discovery document names an address without https.");
    }
    current = {
      issuer: document.issuer,
      authorizationEndpoint: document.authorization_endpoint,
      tokenEndpoint: document.token_endpoint,
      endSessionEndpoint: document.end_session_endpoint,
      algorithms: document.id_token_signing_alg_values_supported.filter((name) => asymmetric.has(name)),
      secretIn: document.token_endpoint_auth_methods_supported.includes("client_secret_basic") ? "header" : "body",
      keysAddress: document.jwks_uri,
    };
    readAt = systemClock();
  }

  async function read(): Promise<OidcDiscovery & { keysAddress: string }> {
    const isOld = systemClock() - readAt > refreshAfterMs;
    if (isOld && (reading || systemClock() - triedAt > retryMs)) {
      reading ??= fetchDocument().finally(() => {
        reading = undefined;
      });
      await reading.catch((error: unknown) => {
        if (!current) throw providerUnavailable("The provider's discovery document", error);
      });
    }
    if (!current) throw providerUnavailable("The provider's discovery document");
    return current;
  }

  return {
    read,
    known: () => current,
    keys: createRemoteKeys(async () => (await read()).keysAddress, systemClock),
  };
}
