import type { Problem } from "@eai/contract";
import { useQuery } from "@tanstack/react-query";
import { api, isUnreachable } from "./api.ts";

/** Who is signed in. While the server is away it is asked again every few seconds. */
export function useMe() {
  return useQuery({
    queryKey: ["me"],
    queryFn: ({ signal }) => api.call("getMe", { signal }),
    staleTime: 60_000,
    refetchInterval: (query) => (isUnreachable(query.state.error) ? 3_000 : false),
  });
}

/** What this installation offers. */
export function useSystem() {
  return useQuery({
    queryKey: ["system"],
    queryFn: ({ signal }) => api.call("getSystem", { signal }),
    staleTime: 60_000,
    refetchInterval: (query) => (isUnreachable(query.state.error) ? 3_000 : false),
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
