import type { SignInErrorCode } from "@eai/contract";

/** A sign-in with a provider that cannot go on. The code reaches the sign-in page, the message only the log. */
export class ProviderSignInError extends Error {
  override name = "ProviderSignInError";
  readonly code: SignInErrorCode;
  constructor(code: SignInErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

export function providerUnavailable(what: string, cause?: unknown): ProviderSignInError {
  return new ProviderSignInError("provider_unavailable", `${what} cannot be reached or does not answer.`, { cause });
}
