import type { Authenticated } from "@eai/modules/identity";
import { type Context, newId, ProblemError } from "@eai/modules/kernel";
import type { FastifyReply, FastifyRequest } from "fastify";
import { setLimitHeaders } from "./limit-headers.ts";

const saneRequestId = /^[\w.:-]{8,64}$/;

/** The id of a request: the client's own when it is a sane one, so that both sides' logs can be joined. */
export function requestIdOf(headers: Record<string, unknown>): string {
  const given = headers["x-request-id"];
  return typeof given === "string" && saneRequestId.test(given) ? given : newId("req");
}

/**
 * The context of a verb out of a request and who sent it.
 * @throws ProblemError `bad_request` for an `Idempotency-Key` that is not one
 */
export function contextOf(
  request: FastifyRequest,
  reply: FastifyReply,
  authenticated: Authenticated,
  stopping: AbortSignal,
): Context {
  const idempotencyKey = readIdempotencyKey(request);
  return {
    ...senderOf(request, authenticated),
    signal: AbortSignal.any([stopping, callerGone(reply)]),
    // What goes on after the answer was sent has nobody to tell it to.
    hearLimits: (limits) => {
      if (!reply.sent) setLimitHeaders(reply, limits);
    },
    ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
  };
}

/** The part of a context that says who sent a request, and which. */
export function senderOf(
  { id }: Pick<FastifyRequest, "id">,
  { actor, tenantId, tenantPath }: Authenticated,
): Omit<Context, "signal"> {
  return { actor, tenantId, tenantPath, requestId: id, channel: actor.via === "cookie" ? "web" : "api" };
}

function readIdempotencyKey(request: FastifyRequest): string | undefined {
  const key = request.headers["idempotency-key"];
  if (key === undefined || !request.routeOptions.config.idempotent) return undefined;
  if (typeof key === "string" && /^[\x21-\x7e]{1,200}$/.test(key)) return key;
  throw new ProblemError("bad_request", "Idempotency-Key must be 1 to 200 visible ASCII characters, such as a UUID.");
}

function callerGone(reply: FastifyReply): AbortSignal {
  const controller = new AbortController();
  reply.raw.once("close", () => {
    if (!reply.raw.writableFinished) controller.abort(new Error("The caller closed the connection."));
  });
  return controller.signal;
}
