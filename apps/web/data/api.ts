import { ApiError, createClient } from "@eai/contract/client";

/** The API behind this page's own origin. */
export const api = createClient({ baseUrl: "" });

/** Is it an answer of the API with this HTTP status? */
export function hasStatus(error: unknown, status: number): boolean {
  return error instanceof ApiError && error.status === status;
}

/** Did the server not answer at all, or only a proxy in front of it? */
export function isUnreachable(error: unknown): boolean {
  return error instanceof ApiError && (error.status === 0 || (error.status >= 500 && error.problem === undefined));
}

/** A sentence for the person, from an error of any kind. */
export function sentenceOf(error: unknown, fallback: string): string {
  if (!(error instanceof ApiError)) return fallback;
  const first = error.problem?.errors?.[0]?.message;
  return first && error.code === "validation_failed" ? first : error.message;
}
