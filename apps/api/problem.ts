import { type ErrorCode, errorCodes, type Problem } from "@eai/contract";
import { describeError, type FieldError, ProblemError } from "@eai/modules/kernel";
import type { FastifyReply, FastifyRequest } from "fastify";
import { hasZodFastifySchemaValidationErrors } from "fastify-type-provider-zod";
import { isConnectionFailure } from "./connection-failure.ts";
import { setLimitHeaders } from "./limit-headers.ts";
import type { NoteRefusal } from "./refusals.ts";

/** Where the codes are explained; the page of the repository behind it is `docs/reference/errors.md`. */
const documentation = "https://docs.enterprise-ai-platform.example/errors/";

/** The body of an error answer (RFC 9457). */
export function problemBody(code: ErrorCode, detail: string, requestId: string, errors?: FieldError[]): Problem {
  const { status, title } = errorCodes[code];
  const body: Problem = { type: documentation + code, title, status, detail, code, request_id: requestId };
  return errors ? { ...body, errors } : body;
}

/** Answers with an error; the one place that turns one into HTTP. */
export function sendProblem(reply: FastifyReply, error: ProblemError): FastifyReply {
  const { code, message, errors, status, retryAfterSeconds } = error;
  setLimitHeaders(reply, error.limits ?? null);
  if (retryAfterSeconds !== undefined) reply.header("retry-after", String(Math.ceil(retryAfterSeconds)));
  if (status === 401) reply.header("www-authenticate", "Bearer");
  // Fastify would close the connection of a body that is too large, and the reset would overtake the answer.
  if (code === "payload_too_large") reply.removeHeader("connection");
  return reply
    .code(status)
    .header("cache-control", "no-store")
    .type("application/problem+json")
    .serializer(JSON.stringify)
    .send(problemBody(code, message, reply.request.id, errors));
}

/**
 * Fastify's error handler: whatever was thrown becomes a documented problem, and the unknown a 500 that says nothing.
 * @param noteRefusal told of each problem before it is sent; must not throw
 */
export function errorHandler(noteRefusal: NoteRefusal) {
  return async (error: unknown, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const problem = toProblem(error);
    logFailure(error, problem, request, reply);
    await noteRefusal(request, problem);
    return sendProblem(reply, problem);
  };
}

function logFailure(error: unknown, problem: ProblemError, request: FastifyRequest, reply: FastifyReply): void {
  const fields = { route: request.routeOptions.url, code: problem.code };
  // Who went away made the verbs stop, which is no failure of ours.
  if (reply.raw.destroyed) request.log.info(fields, "caller gone");
  else if (problem.status >= 500) request.log.error({ ...fields, ...describeError(error) }, "request failed");
}

/** The problem that an error of any layer stands for. */
export function toProblem(error: unknown): ProblemError {
  if (error instanceof ProblemError) return error;
  if (hasZodFastifySchemaValidationErrors(error)) return validationProblem(error);
  if (isConnectionFailure(error)) {
    return new ProblemError("database_unavailable", "The database cannot be reached right now. Try again shortly.", {
      retryAfterSeconds: 3,
      cause: error,
    });
  }
  if (hasCode(error, unstorableText)) {
    const detail = "The request holds a character that cannot be stored, such as NUL. Remove it.";
    return new ProblemError("bad_request", detail, { cause: error });
  }
  if (hasCode(error, diskFull)) {
    const detail = "The server has no room left to store this. Tell an administrator.";
    return new ProblemError("storage_full", detail, { cause: error });
  }
  return (
    frameworkProblem(error) ??
    new ProblemError("internal_error", "Something went wrong on our side. Quote the request id when you report it.", {
      cause: error,
    })
  );
}

/** Fastify and its plugins mark what the client did wrong with a code and a status below 500. */
function frameworkProblem(error: unknown): ProblemError | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code, statusCode } = error as { code?: unknown; statusCode?: unknown };
  switch (code) {
    case "FST_ERR_CTP_INVALID_MEDIA_TYPE":
      return new ProblemError("unsupported_media_type", "Send the body as application/json.", { cause: error });
    case "FST_ERR_CTP_BODY_TOO_LARGE":
      return new ProblemError("payload_too_large", "The body is larger than this route takes.", { cause: error });
    case "FST_ERR_CTP_INVALID_CONTENT_LENGTH":
      return new ProblemError("bad_request", "The body is not as long as its Content-Length says.", { cause: error });
    case "FST_ERR_CTP_EMPTY_JSON_BODY":
    case "FST_ERR_CTP_INVALID_JSON_BODY":
      return new ProblemError("malformed_json", "The body is not valid JSON.", { cause: error });
    case "FST_ERR_BAD_URL":
      return new ProblemError("bad_request", "The address is not a valid one.", { cause: error });
  }
  if (typeof statusCode !== "number" || statusCode < 400 || statusCode >= 500) return undefined;
  if (statusCode === 413) return new ProblemError("payload_too_large", "The body is too large.", { cause: error });
  return new ProblemError("bad_request", "The request cannot be read.", { cause: error });
}

interface ValidationFailure {
  validation: readonly { instancePath: string; message?: string }[];
  validationContext?: string | undefined;
}

const contextNames: Readonly<Record<string, string>> = { querystring: "query" };

function validationProblem({ validation, validationContext = "body" }: ValidationFailure): ProblemError {
  const where = contextNames[validationContext] ?? validationContext;
  const errors = validation.slice(0, 20).map(({ instancePath, message }) => ({
    field: [where, ...instancePath.split("/").filter(Boolean)].join(".").slice(0, 200),
    message: message ?? "Not valid",
  }));
  const first = errors[0];
  const detail = first ? `${first.field}: ${first.message}` : "Some fields are not valid.";
  return new ProblemError("validation_failed", detail.slice(0, 300), { errors });
}

/** Of the file system, and PostgreSQL's. */
const diskFull: ReadonlySet<unknown> = new Set(["ENOSPC", "EDQUOT", "53100"]);
/** PostgreSQL keeps every character but NUL. */
const unstorableText: ReadonlySet<unknown> = new Set(["22021", "22P05"]);

function hasCode(error: unknown, codes: ReadonlySet<unknown>): boolean {
  for (let current = error; current instanceof Error; current = current.cause) {
    if (codes.has((current as { code?: unknown }).code)) return true;
  }
  return false;
}
