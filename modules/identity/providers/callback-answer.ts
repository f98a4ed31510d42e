import type { SignInErrorCode } from "@eai/contract";
import type { AuthRequestScope } from "../auth-adapter.ts";

/** What better-auth says of a callback that failed, in our words. */
const translations: Readonly<Record<string, SignInErrorCode>> = {
  access_denied: "sign_in_cancelled",
  consent_required: "sign_in_cancelled",
  state_mismatch: "sign_in_expired",
  state_not_found: "sign_in_expired",
  state_invalid: "sign_in_expired",
  nonce_binding_missing: "sign_in_expired",
  no_code: "provider_refused",
  invalid_code: "provider_refused",
  issuer_mismatch: "token_invalid",
  unable_to_get_user_info: "token_invalid",
  temporarily_unavailable: "provider_unavailable",
  server_error: "provider_unavailable",
  unauthorized_client: "provider_refused",
  invalid_client: "provider_refused",
  suspended: "suspended",
};

/** Why a callback opened no sign-in; undefined when it did. */
export function callbackError(
  response: Response,
  { failure, signInId }: AuthRequestScope,
  webOrigin: string,
): SignInErrorCode | undefined {
  if (signInId !== undefined && response.status === 302) return undefined;
  if (failure) return failure;
  if (response.status === 429) return "too_many_requests";
  const said = locationOf(response, webOrigin)?.searchParams.get("error") ?? "";
  return (Object.hasOwn(translations, said) ? translations[said] : undefined) ?? "sign_in_failed";
}

/**
 * Where a browser goes after a provider sent it back: the page it came for, or the sign-in page with a code. Nothing
 * that the provider or the address says is passed on.
 */
export function callbackLocation(
  response: Response,
  error: SignInErrorCode | undefined,
  webOrigin: string,
  signInPath: string,
): string {
  if (error) return `${webOrigin}${signInPath}?error=${error}`;
  const target = locationOf(response, webOrigin);
  return target?.origin === webOrigin ? target.href : `${webOrigin}/`;
}

function locationOf(response: Response, webOrigin: string): URL | undefined {
  const location = response.headers.get("location");
  return location !== null && URL.canParse(location, webOrigin) ? new URL(location, webOrigin) : undefined;
}
