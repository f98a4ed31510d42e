import { APICallError } from "@ai-sdk/provider";
import type { AccessToken, TokenCredential } from "@azure/identity";
import type { Log } from "@eai/modules/kernel";

/** As whom tokens are asked for. */
export type EntraClient =
  | {
      kind: "client_secret";
      tenantId: string;
      clientId: string;
      clientSecret: string;
      authorityHost?: string | undefined;
    }
  | { kind: "workload"; tenantId: string; clientId: string; tokenFile: string; authorityHost?: string | undefined }
  | { kind: "managed"; clientId?: string | undefined };

/** Tokens of Entra ID for model endpoints. */
export interface EntraTokens {
  /**
   * A function that gives a token for a scope: the one at hand while it is good, fetched once for all who wait.
   * It throws an `APICallError` with status 401 when Entra gives none out, so that another deployment is asked.
   */
  forScope(scope: string): () => Promise<string>;
}

/** A token is replaced in the background when it has less than this left, and no longer used when it has almost none. */
const refreshBeforeMs = 5 * 60_000;
const unusableBeforeMs = 30_000;
const fetchTimeoutMs = 15_000;
/** After a refusal nobody asks again for so long: the identity service answers no faster for being asked more. */
const restAfterFailureMs = 2_000;

/** @param connect makes the credential at the first use; the library takes a moment to load */
export function createEntraTokens(
  client: EntraClient,
  log: Log,
  connect: (client: EntraClient) => Promise<TokenCredential> = connectCredential,
): EntraTokens {
  let credential: Promise<TokenCredential> | undefined;
  const sources = new Map<string, () => Promise<string>>();

  async function fetchToken(scope: string): Promise<AccessToken> {
    credential ??= connect(client);
    const token = await (await credential).getToken(scope, { abortSignal: AbortSignal.timeout(fetchTimeoutMs) });
    if (!token) throw new Error("Entra ID gave no token");
    return token;
  }

  return {
    forScope(scope) {
      const known = sources.get(scope);
      if (known) return known;
      const source = createTokenSource(scope, () => fetchToken(scope), log);
      sources.set(scope, source);
      return source;
    },
  };
}

function createTokenSource(scope: string, fetchToken: () => Promise<AccessToken>, log: Log): () => Promise<string> {
  let current: AccessToken | undefined;
  let running: Promise<AccessToken> | undefined;
  let failure: { error: APICallError; at: number } | undefined;

  const leftMs = (token: AccessToken) => token.expiresOnTimestamp - Date.now();

  function refresh(): Promise<AccessToken> {
    running ??= fetchToken()
      .then((token) => {
        current = token;
        failure = undefined;
        return token;
      })
      .catch((error: unknown) => {
        const message = sentenceOf(error);
        log.error({ scope, reason: message }, "Entra ID gave no token for models");
        const refusal = refused(scope, message);
        failure = { error: refusal, at: performance.now() };
        throw refusal;
      })
      .finally(() => {
        running = undefined;
      });
    return running;
  }

  return async () => {
    const resting = failure !== undefined && performance.now() - failure.at < restAfterFailureMs;
    if (current && leftMs(current) > unusableBeforeMs) {
      if (leftMs(current) < refreshBeforeMs && !resting) refresh().catch(() => {});
      return current.token;
    }
    if (resting && failure && !running) throw failure.error;
    return (await refresh()).token;
  };
}

/** To routing this is what a wrong key is: 401. */
function refused(scope: string, message: string): APICallError {
  return new APICallError({
    message: `Entra ID gave no token for ${scope}: ${message}`,
    url: scope,
    requestBodyValues: {},
    statusCode: 401,
    isRetryable: false,
  });
}

/** The first line: the library adds whole responses below it. */
function sentenceOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split("\n", 1)[0]?.slice(0, 300) ?? "";
}

async function connectCredential(client: EntraClient): Promise<TokenCredential> {
  const { ClientSecretCredential, ManagedIdentityCredential, WorkloadIdentityCredential } = await import(
    "@azure/identity"
  );
  switch (client.kind) {
    case "client_secret": {
      const options = client.authorityHost === undefined ? {} : { authorityHost: client.authorityHost };
      return new ClientSecretCredential(client.tenantId, client.clientId, client.clientSecret, options);
    }
    case "workload": {
      const { tenantId, clientId, tokenFile: tokenFilePath, authorityHost } = client;
      const options = { tenantId, clientId, tokenFilePath };
      return new WorkloadIdentityCredential(authorityHost === undefined ? options : { ...options, authorityHost });
    }
    case "managed":
      return new ManagedIdentityCredential(client.clientId === undefined ? {} : { clientId: client.clientId });
    default:
      return client satisfies never;
  }
}
