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
      ...(authenticated
        ? {
            tenant_id: authenticated.tenantId,
            person_id: authenticated.actor.personId,
            via: authenticated.actor.via,
          }
        : {}),
    };
    if (quietRoutes.has(route) && reply.statusCode < 500) request.log.debug(fields, "request");
    else request.log.info(fields, "request");
    const { raw } = request;
    if (!raw.complete) setTimeout(() => !raw.complete && raw.destroy(), unwantedBodyMs).unref();
  });
}
