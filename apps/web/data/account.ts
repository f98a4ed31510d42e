import type { Problem, System } from "@eai/contract";
import { useQuery } from "@tanstack/react-query";

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
    queryKey: ["system"],
    queryFn: ({ signal }) => fetchSystem(signal),
    staleTime: 60_000,
    refetchInterval: (query) => (query.state.status === "error" ? retryMilliseconds : false),
  });
}

/** Why the server refused: its sentence (empty when it gave none), and what is wrong with which field. */
export class AccountError extends Error {
  override name = "AccountError";
  readonly fields: Record<string, string>;
  constructor(message: string, fields: Record<string, string>) {
    super(message);
    this.fields = fields;
  }
}

async function post(path: string, body: unknown): Promise<void> {
  const response = await fetch(`/api/auth/${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  }).catch(() => undefined);
  if (response?.ok) return;
  const problem = (await response?.json().catch(() => undefined)) as Partial<Problem> | undefined;
  const fields = (problem?.errors ?? []).map(({ field, message }) => [field.replace(/^body\./, ""), message]);
  throw new AccountError(problem?.detail ?? "", Object.fromEntries(fields));
}

/** @throws AccountError */
export function signIn(input: { email: string; password: string }): Promise<void> {
  return post("sign-in/email", input);
}

/** @throws AccountError */
export function signUp(input: { name: string; email: string; password: string }): Promise<void> {
  return post("sign-up/email", input);
}

/** @throws AccountError when the server did not end the session */
export function signOut(): Promise<void> {
  return post("sign-out", {});
}
