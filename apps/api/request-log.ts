import type { FastifyInstance } from "fastify";

/** How long the rest of a body that nobody wants is let come in, so that the client can read why. */
const unwantedBodyMs = 5000;
const quietRoutes: ReadonlySet<string> = new Set(["/health/live", "/health/ready", "/metrics"]);

/**
 * One line for each answer: ids, route, status and time. Never the address with its query, a header or a body: they
 * hold what people ask.
 */
export function logRequests(app: FastifyInstance): void {
  app.addHook("onResponse", async (request, reply) => {
    const route = request.routeOptions.url ?? "unmatched";
    const { authenticated } = request;
    const fields = {
      method: request.method,
      route,
      status: reply.statusCode,
      duration_ms: Math.round(reply.elapsedTime),
      ...(request.directory ? { connection_id: request.directory.connectionId } : {}),
      ...(authenticated
        ? {
            tenant_id: authenticated.tenantId,
            person_id: authenticated.actor.personId,
            via: authenticated.actor.via,
            ...(authenticated.actor.apiKeyId ? { api_key_id: authenticated.actor.apiKeyId } : {}),
          }
        : {}),
    };
    if (quietRoutes.has(route) && reply.statusCode < 500) request.log.debug(fields, "request");
    else request.log.info(fields, "request");
    const { raw } = request;
    if (raw.complete) return;
    // Read away, past a parser that nobody reads from: closing now would reset the connection, and the client would
    // lose the answer; a body held back would hold the next request of the connection too.
    raw.unpipe().resume();
    setTimeout(() => !raw.complete && raw.destroy(), unwantedBodyMs).unref();
  });
}
