import { ScimError } from "@eai/modules/identity";
import { describeError } from "@eai/modules/kernel";
import type { FastifyReply, FastifyRequest } from "fastify";
import { toProblem } from "./problem.ts";

export const scimType = "application/scim+json";
const errorSchema = "urn:ietf:params:scim:api:messages:2.0:Error";

export function sendScim(reply: FastifyReply, status: number, body: object): FastifyReply {
  return reply.code(status).type(`${scimType}; charset=utf-8`).serializer(JSON.stringify).send(body);
}

/** Errors as SCIM has them (RFC 7644 §3.12), under the same rule as everywhere: the unknown is a 500 that says nothing. */
export function handleScimError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const known = error instanceof ScimError ? error : translate(error, request, reply);
  if (known.status === 401) reply.header("www-authenticate", "Bearer");
  if (known.status === 413) reply.removeHeader("connection");
  return sendScim(reply, known.status, {
    schemas: [errorSchema],
    status: String(known.status),
    ...(known.scimType === undefined ? {} : { scimType: known.scimType }),
    detail: known.message,
  });
}

function translate(error: unknown, request: FastifyRequest, reply: FastifyReply): ScimError {
  const problem = toProblem(error);
  if (problem.status >= 500) {
    const fields = { route: request.routeOptions.url, code: problem.code };
    request.log.error({ ...fields, ...describeError(error) }, "request failed");
  }
  if (problem.retryAfterSeconds !== undefined) reply.header("retry-after", String(problem.retryAfterSeconds));
  if (problem.code === "unsupported_media_type") return new ScimError(415, `Send the body as ${scimType}.`);
  return new ScimError(problem.status, problem.message, problem.status === 400 ? "invalidSyntax" : undefined);
}
