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

/** Did the server not answer at all, or only a proxy in front of it? */
export function isUnreachable(error: unknown): boolean {
  const answer = asApiError(error);
  return answer !== undefined && (answer.status === 0 || (answer.status >= 500 && answer.problem === undefined));
}

/** A sentence for the person, from an error of any kind. */
export function sentenceOf(error: unknown, fallback: string): string {
  const answer = asApiError(error);
  if (!answer) return fallback;
  const first = answer.problem?.errors?.[0]?.message;
  return first && answer.code === "validation_failed" ? first : answer.message;
}
