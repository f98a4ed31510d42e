import { randomBytes } from "node:crypto";
import {
  createBrowser,
  type EmulatedPerson,
  type IdentityEmulator,
  pickAccount,
  type UnattendedBrowser,
} from "../ops/dev/identity-emulator/index.ts";
import { type Person, personWith } from "./product.ts";

/** What a sign-in needs of the product: where it is, and what people would type. */
export interface SignInTarget {
  url: string;
  webOrigin: string;
}

export interface SignInAttempt {
  /** Where the browser ended: a page of the web app, or one of the provider. */
  address: string;
  /** The code of `/sign-in?error=<code>`; null after a sign-in. */
  error: string | null;
  browser: UnattendedBrowser;
}

/** Goes the whole way of a sign-in with Entra over HTTP, as a browser would, and says where it ended. */
export function tryMicrosoft(
  product: SignInTarget,
  entra: IdentityEmulator,
  account: EmulatedPerson | "nobody",
  options: { callbackURL?: string; browser?: UnattendedBrowser } = {},
): Promise<SignInAttempt> {
  return trySignIn(product, entra, account, { provider: "microsoft", ...options });
}

/** The same with the plain OpenID provider of the emulator. */
export function tryOidc(
  product: SignInTarget,
  entra: IdentityEmulator,
  account: EmulatedPerson,
): Promise<SignInAttempt> {
  return trySignIn(product, entra, account, { provider: "oidc" });
}

/**
 * Signs somebody in with Entra.
 * @throws Error with the code that the sign-in page would show
 */
export async function signInWithMicrosoft(
  product: SignInTarget,
  entra: IdentityEmulator,
  account: EmulatedPerson,
): Promise<Person> {
  return personOf(product, await tryMicrosoft(product, entra, account));
}

/** @throws Error with the code that the sign-in page would show */
export function personOf(product: SignInTarget, attempt: SignInAttempt): Person {
  if (attempt.error !== null) throw new Error(`The sign-in ended with ${attempt.error} at ${attempt.address}.`);
  return personWith(product.url, product.webOrigin, attempt.browser.cookiesFor(product.webOrigin));
}

/** A browser for which the web origin is the API itself, as the web app's proxy makes it. */
export function browserFor({ url, webOrigin }: SignInTarget): UnattendedBrowser {
  // From an address of its own, so that the limit for one address stays out of the way.
  const address = [10, ...randomBytes(3)].join(".");
  return createBrowser({ [webOrigin]: url }, { "x-forwarded-for": address });
}

/** Asks the product for the provider's page. */
export async function authorizationAddress(
  { webOrigin }: SignInTarget,
  browser: UnattendedBrowser,
  body: Record<string, unknown>,
): Promise<string> {
  const answer = await browser.fetch(`${webOrigin}/api/auth/sign-in/social`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: webOrigin },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`sign-in/social: ${answer.status} ${await answer.text()}`);
  return ((await answer.json()) as { url: string }).url;
}

async function trySignIn(
  product: SignInTarget,
  entra: IdentityEmulator,
  account: EmulatedPerson | "nobody",
  options: { provider: "microsoft" | "oidc"; callbackURL?: string; browser?: UnattendedBrowser },
): Promise<SignInAttempt> {
  entra.addWebOrigin(product.webOrigin);
  const { provider, callbackURL = "/chat", browser = browserFor(product) } = options;
  const authorization = await authorizationAddress(product, browser, { provider, callbackURL });
  const { address } = await pickAccount(browser, authorization, account);
  return { address, error: new URL(address).searchParams.get("error"), browser };
}
