import type { ApiError } from "@eai/contract/client";

/**
 * An error answer of the API. Told by its name: importing the class would bring the client, with the schemas of every
 * route, to the sign-in page.
 */
export function asApiError(error: unknown): ApiError | undefined {
  return error instanceof Error && error.name === "ApiError" ? (error as ApiError) : undefined;
}

/** Is it an answer of the API with this HTTP status? */
export function hasStatus(error: unknown, status: number): boolean {
  return asApiError(error)?.status === status;
}

/** Is the server away for now: no answer, one of a proxy in front of it, or its own word that it is not available? */
export function isUnreachable(error: unknown): boolean {
  const answer = asApiError(error);
  if (!answer) return false;
  const fromProxy = answer.status >= 500 && answer.problem?.code === undefined;
  return answer.status === 0 || answer.status === 503 || fromProxy;
}

let ownSentences: Readonly<Record<string, string>> = {};

/** From now on errors with these codes are told in these sentences: those of the page's language. In the browser only. */
export function tellErrorsIn(sentences: Readonly<Record<string, string>>): void {
  ownSentences = sentences;
}

/** A sentence for the person, from an error of any kind: the page's own for its code, else the API's. */
export function sentenceOf(error: unknown, fallback: string): string {
  const answer = asApiError(error);
  if (!answer) return fallback;
  if (Object.hasOwn(ownSentences, answer.code)) return ownSentences[answer.code] ?? fallback;
  const first = answer.problem?.errors?.[0]?.message;
  return first && answer.code === "validation_failed" ? first : answer.message;
}
