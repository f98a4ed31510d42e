import { type OpenSpan, openSpan, placeOf, type SpanAttributes } from "@eai/modules/kernel";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { senderOf } from "./context.ts";

declare module "fastify" {
  interface FastifyRequest {
    /** Of the whole request; null where none is made. */
    span: OpenSpan | null;
  }
}

/** Asked every few seconds by machines; nobody wants to read of it. */
const untraced: ReadonlySet<string | undefined> = new Set(["/health/live", "/health/ready", "/metrics"]);

/**
 * A span for each request, in the trace its caller names. To be registered before the hooks whose work and log lines
 * belong to it. The address itself, the headers and the body are never part of it.
 */
export function traceRequests(app: FastifyInstance): void {
  app.decorateRequest("span", null);
  app.addHook("onRequest", (request, _reply, done) => {
    const { url: route } = request.routeOptions;
    if (untraced.has(route)) return done();
    const attributes = { "http.request.method": request.method, "http.route": route ?? "unmatched" };
    request.span = openSpan(`${request.method} ${attributes["http.route"]}`, attributes, {
      kind: "server",
      parent: placeOf(request.headers.traceparent),
    });
    request.span.within(done);
  });
  // Reading the body has left the place, and by now it is known who asks.
  app.addHook("preValidation", (request, _reply, done) => {
    if (request.span) request.span.within(done, askerOf(request));
    else done();
  });
  app.addHook("onResponse", (request, reply, done) => {
    const { span } = request;
    if (!span) return done();
    span.set({ ...askerOf(request), "http.response.status_code": reply.statusCode });
    span.end(reply.statusCode >= 500 ? String(reply.statusCode) : undefined);
    span.within(done);
  });
}

function askerOf(request: FastifyRequest): SpanAttributes {
  const { authenticated } = request;
  const asked = { "eai.request.id": request.id, "eai.trace.name": request.routeOptions.url ?? "unmatched" };
  if (!authenticated) return asked;
  const { channel, tenantId } = senderOf(request, authenticated);
  return {
    ...asked,
    "eai.trace.tags": [channel],
    "eai.tenant.id": tenantId,
    "user.id": authenticated.actor.personId,
  };
}
