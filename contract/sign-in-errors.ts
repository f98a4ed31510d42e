/**
 * Why a sign-in with a provider ended on the sign-in page, as `/sign-in?error=<code>`. What each means is in
 * `docs/reference/errors.md`.
 */
export const signInErrorCodes = [
  /** The person pressed Cancel, or did not consent. */
  "sign_in_cancelled",
  /** It took too long, was begun in another browser, or was used before. */
  "sign_in_expired",
  /** The provider, or its keys, cannot be reached. */
  "provider_unavailable",
  /** The provider refuses our application: the client secret, or the registration. */
  "provider_refused",
  /** The provider's token is not what it has to be. */
  "token_invalid",
  /** The organisation (Entra tenant) of the account may not sign in here. */
  "tenant_not_allowed",
  "suspended",
  "too_many_requests",
  /** Anything else; the log knows more. */
  "sign_in_failed",
] as const;
export type SignInErrorCode = (typeof signInErrorCodes)[number];
