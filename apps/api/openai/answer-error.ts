import { describeError, type ProblemError } from "@eai/modules/kernel";
import { RefusedRequest } from "@eai/modules/models";
import type { FastifyReply, FastifyRequest } from "fastify";
import { setLimitHeaders } from "../limit-headers.ts";
import { toProblem } from "../problem.ts";
import type { NoteRefusal } from "../refusals.ts";

/** The body of an error as OpenAI has it. */
export interface OpenAiError {
  error: { message: string; type: string; param: string | null; code: string | null };
}

/** Errors as OpenAI's clients read them, under the same rule as everywhere: the unknown is a 500 that says nothing. */
export function openAiErrorHandler(noteRefusal: NoteRefusal) {
  return async (error: unknown, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const problem = toProblem(error);
    const fields = { route: request.routeOptions.url, code: problem.code };
    if (reply.raw.destroyed) request.log.info(fields, "caller gone");
    else if (problem.status >= 500) request.log.error({ ...fields, ...describeError(error) }, "request failed");
    await noteRefusal(request, problem);
    return sendOpenAiError(reply, problem);
  };
}

function sendOpenAiError(reply: FastifyReply, problem: ProblemError): FastifyReply {
  const status = statusOf(problem);
  setLimitHeaders(reply, problem.limits ?? null);
  if (problem.retryAfterSeconds !== undefined)
    reply.header("retry-after", String(Math.ceil(problem.retryAfterSeconds)));
  if (status === 401) reply.header("www-authenticate", "Bearer");
  if (status === 413) reply.removeHeader("connection");
  return reply
    .code(status)
    .header("cache-control", "no-store")
    .type("application/json; charset=utf-8")
    .serializer(JSON.stringify)
    .send(openAiError(problem));
}

/** The words of a model's server where it refused; otherwise ours. */
export function openAiError(problem: ProblemError): OpenAiError {
  if (problem instanceof RefusedRequest) {
    const { message, type, param, code } = problem.refusal;
    return { error: { message, type: type ?? "invalid_request_error", param, code } };
  }
  const field = problem.errors?.[0]?.field.replace(/^body\.?/, "");
  const param = problem.code === "model_not_found" ? "model" : field || null;
  return { error: { message: problem.message, type: typeOf(problem), param, code: codeOf(problem) } };
}

/** What was thrown, as the last event of a stream that is not complete. */
export function errorEvent(error: unknown): string {
  return `data: ${JSON.stringify(openAiError(toProblem(error)))}\n\n`;
}

function statusOf(problem: ProblemError): number {
  if (problem instanceof RefusedRequest) return problem.refusal.status;
  // OpenAI's clients know these by other statuses.
  if (problem.code === "model_not_found") return 404;
  if (problem.code === "content_filtered") return 400;
  return problem.status;
}

function codeOf({ code }: ProblemError): string {
  switch (code) {
    case "unauthenticated":
      return "invalid_api_key";
    case "too_many_requests":
      return "rate_limit_exceeded";
    case "content_filtered":
      return "content_filter";
    case "validation_failed":
      return "invalid_value";
    default:
      return code;
  }
}

function typeOf(problem: ProblemError): string {
  const status = statusOf(problem);
  if (problem.code === "budget_exhausted") return "insufficient_quota";
  if (status === 401) return "authentication_error";
  if (status === 403) return "permission_error";
  if (status === 429) return "rate_limit_error";
  return status >= 500 ? "server_error" : "invalid_request_error";
}
