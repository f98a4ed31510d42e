import { z } from "zod";
import { fetchJson, type JsonAnswer } from "./fetch-json.ts";
import { ProviderSignInError, providerUnavailable } from "./provider-error.ts";

interface RedeemInput {
  address: string;
  secretIn: "header" | "body";
  clientId: string;
  clientSecret: string;
  code: string;
  codeVerifier: string | undefined;
  redirectURI: string;
}

const timeoutMs = 8000;
const answerSchema = z.object({ id_token: z.string().min(1).max(100_000) });

/**
 * Trades the code of a sign-in for its ID token.
 * @throws ProviderSignInError `provider_unavailable`, or `provider_refused`: the code was used or is too old, or the
 * client secret is wrong
 */
export async function redeemCode(input: RedeemInput): Promise<string> {
  const { clientId, clientSecret } = input;
  const body = new URLSearchParams({
    grant_type: "authorization_code",
    code: input.code,
    redirect_uri: input.redirectURI,
    ...(input.codeVerifier === undefined ? {} : { code_verifier: input.codeVerifier }),
    ...(input.secretIn === "body" ? { client_id: clientId, client_secret: clientSecret } : {}),
  });
  const headers: Record<string, string> = { accept: "application/json" };
  if (input.secretIn === "header") {
    const pair = `${encodeURIComponent(clientId)}:${encodeURIComponent(clientSecret)}`;
    headers.authorization = `Basic ${Buffer.from(pair).toString("base64")}`;
  }
  const answer = await ask(input.address, { method: "POST", body, headers });
  if (answer.status >= 500 || answer.status === 429) throw providerUnavailable("The provider's token endpoint");
  const parsed = answerSchema.safeParse(answer.body);
  if (answer.status === 200 && parsed.success) return parsed.data.id_token;
  throw new ProviderSignInError("provider_refused", `The provider refuses the code: ${reasonOf(answer)}.`);
}

async function ask(address: string, init: RequestInit): Promise<JsonAnswer> {
  return fetchJson(address, init, { timeoutMs }).catch((error: unknown) => {
    throw providerUnavailable("The provider's token endpoint", error);
  });
}

/** The error code of the answer (RFC 6749), which holds nothing of the request. */
function reasonOf({ status, body }: JsonAnswer): string {
  const { error } = (body ?? {}) as { error?: unknown };
  return typeof error === "string" && /^[\w.-]{1,60}$/.test(error) ? error : `HTTP ${status}`;
}
