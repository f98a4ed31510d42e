import { notFound, ProblemError } from "@eai/modules/kernel";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { sendProblem } from "./problem.ts";

/**
 * Answers what no route takes: 404, or 405 with `Allow` where the address exists with another method.
 * Call it before the routes are registered: it learns of them as they are.
 */
export function answerUnknownRoutes(app: FastifyInstance): void {
  const known: { pattern: RegExp; methods: readonly string[] }[] = [];
  app.addHook("onRoute", ({ url, method }) => {
    const methods = (Array.isArray(method) ? method : [method]).map((name) => name.toUpperCase());
    // The CORS plugin takes every path, which says nothing about which exist.
    if (methods.includes("OPTIONS")) return;
    known.push({ pattern: patternOf(url), methods });
  });
  app.setNotFoundHandler((request: FastifyRequest, reply: FastifyReply) => {
    const [path = "/"] = request.url.split("?");
    const methods = known.filter(({ pattern }) => pattern.test(path)).flatMap((route) => route.methods);
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
