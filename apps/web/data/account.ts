import type { Problem, System } from "@eai/contract";
import { useQuery } from "@tanstack/react-query";
import type { FrameMessages } from "@/messages/messages.ts";
import { systemKey } from "./query-keys.ts";
import { keepReturnPath } from "./return-path.ts";

const systemPath = "/api/v1/system";
const retryMilliseconds = 3_000;

async function fetchSystem(signal: AbortSignal): Promise<System> {
  const response = await fetch(systemPath, { signal });
  if (!response.ok) throw new Error(`${systemPath} answered ${response.status}`);
  return (await response.json()) as System;
}

/**
 * What this installation offers; asked again until the server answers.
 * Without the contract's client, whose schemas would be most of what the sign-in page loads.
 */
export function useSystem() {
  return useQuery({
    queryKey: systemKey,
    queryFn: ({ signal }) => fetchSystem(signal),
    staleTime: 60_000,
    refetchInterval: (query) => (query.state.status === "error" ? retryMilliseconds : false),
  });
}

/** Why the server refused: its sentence and code (empty when it gave none), and what is wrong with which field. */
export class AccountError extends Error {
  override name = "AccountError";
  readonly code: string;
  readonly fields: Record<string, string>;
  constructor(message: string, code: string, fields: Record<string, string>) {
    super(message);
    this.code = code;
    this.fields = fields;
  }
}

/** A sentence for the person, from an error of this file: the page's own for its code, else the API's. */
export function accountSentenceOf(error: unknown, t: FrameMessages): string {
  if (!(error instanceof AccountError)) return t.errors.unknown;
  const own = { ...t.problems, ...t.accountProblems };
  return (Object.hasOwn(own, error.code) && own[error.code]) || error.message || t.errors.unknown;
}

async function post(path: string, body: unknown): Promise<unknown> {
  const response = await fetch(path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  }).catch(() => undefined);
  const answer: unknown = await response?.json().catch(() => undefined);
  if (response?.ok) return answer;
  const problem = answer as Partial<Problem> | undefined;
  const fields = (problem?.errors ?? []).map(({ field, message }) => [field.replace(/^body\./, ""), message]);
  const code = response ? (problem?.code ?? "") : "network";
  throw new AccountError(problem?.detail ?? "", code, Object.fromEntries(fields));
}

/** @throws AccountError */
export async function signIn(input: { email: string; password: string }): Promise<void> {
  await post("/api/auth/sign-in/email", input);
}

/**
 * @param input with the token of an invitation, when there is one
 * @throws AccountError
 */
export async function signUp(input: {
  name: string;
  email: string;
  password: string;
  invitation?: string;
}): Promise<void> {
  await post("/api/auth/sign-up/email", input);
}

export type Provider = Exclude<System["sign_in_methods"][number], "password">;

/**
 * Begins a sign-in at the company's own provider.
 * @param returnPath where to come back to
 * @returns the provider's page to open
 * @throws AccountError
 */
export async function startSignIn(provider: Provider, returnPath: string): Promise<string> {
  keepReturnPath(returnPath);
  const answer = await post("/api/auth/sign-in/social", { provider, callbackURL: returnPath });
  return (answer as { url: string }).url;
}

/**
 * Ends the session.
 * @returns the page to open then: the provider's own sign-out, where there is one
 * @throws AccountError when the server did not end the session
 */
export async function signOut(): Promise<string> {
  const answer = (await post("/api/auth/sign-out", {})) as { redirect_url?: string | null } | undefined;
  return answer?.redirect_url ?? "/sign-in";
}

/**
 * Whom an invitation is for.
 * @throws AccountError when it cannot be used
 */
export async function lookUpInvitation(token: string): Promise<{ email: string; tenant_name: string }> {
  return (await post("/api/v1/invitations/lookup", { token })) as { email: string; tenant_name: string };
}
