import { notFound, ProblemError } from "@eai/modules/kernel";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { sendProblem } from "./problem.ts";
import type { RegisteredRoute } from "./registered-routes.ts";

/**
 * Answers what no route takes: 404, or 405 with `Allow` where the address exists with another method.
 * @param routes all that are registered, also later
 */
export function answerUnknownRoutes(app: FastifyInstance, routes: readonly RegisteredRoute[]): void {
  let known: { pattern: RegExp; method: string }[] = [];
  app.addHook("onReady", async () => {
    // The CORS plugin takes every path, which says nothing about which exist.
    const own = routes.filter(({ method }) => method !== "OPTIONS");
    known = own.map(({ path, method }) => ({ pattern: patternOf(path), method }));
  });
  app.setNotFoundHandler((request: FastifyRequest, reply: FastifyReply) => {
    const [path = "/"] = request.url.split("?");
    const methods = known.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method);
    if (methods.length === 0) return sendProblem(reply, notFound("route"));
    const allowed = [...new Set(methods)].toSorted().join(", ");
    reply.header("allow", allowed);
    return sendProblem(reply, new ProblemError("method_not_allowed", `${request.method} is not supported here.`));
  });
}

function patternOf(url: string): RegExp {
  const parts = url.split("/").map((part) => {
    if (part === "*") return ".*";
    return part.startsWith(":") ? "[^/]+" : part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  });
  return new RegExp(`^${parts.join("/")}$`);
}
