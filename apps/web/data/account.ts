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

export class AccountError extends Error {
  override name = "AccountError";
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

async function post(path: string, body: unknown): Promise<void> {
  const response = await fetch(`/api/auth/${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  }).catch(() => undefined);
  if (response?.ok) return;
  const answer = (await response?.json().catch(() => undefined)) as
    | { code?: string; message?: string; detail?: string }
    | undefined;
  const code = answer?.code ?? (response?.status === 429 ? "TOO_MANY_REQUESTS" : "");
  throw new AccountError(code, answer?.detail ?? answer?.message ?? "");
}

/** @throws AccountError with the code of better-auth, or of the platform */
export function signIn(input: { email: string; password: string }): Promise<void> {
  return post("sign-in/email", input);
}

/** @throws AccountError with the code of better-auth, or of the platform */
export function signUp(input: { name: string; email: string; password: string }): Promise<void> {
  return post("sign-up/email", input);
}

/** @throws AccountError when the server did not end the session */
export function signOut(): Promise<void> {
  return post("sign-out", {});
}
