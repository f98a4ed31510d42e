import { type Route, type RouteName, routes } from "@eai/contract";
import type { Context } from "@eai/modules/kernel";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import { authenticatedOf } from "./authenticate.ts";
import { contextOf } from "./context.ts";

type Parsed<Name extends RouteName, Part extends "params" | "query" | "body"> = (typeof routes)[Name] extends {
  [Key in Part]: infer Schema extends z.ZodType;
}
  ? z.output<Schema>
  : undefined;

export interface RouteInput<Name extends RouteName> {
  params: Parsed<Name, "params">;
  query: Parsed<Name, "query">;
  body: Parsed<Name, "body">;
  /** Who asks; nobody on public routes. */
  context: (typeof routes)[Name]["access"] extends "public" ? undefined : Context;
  request: FastifyRequest;
  reply: FastifyReply;
}

type Answer<Name extends RouteName> = (typeof routes)[Name] extends { response: infer Schema extends z.ZodType }
  ? z.output<Schema>
  : // biome-ignore lint/suspicious/noConfusingVoidType: a verb that answers nothing is a handler as it is.
    void;

/** What a handler gives back: the body of the contract, or the reply it has sent itself. */
export type RouteHandler<Name extends RouteName> = (
  input: RouteInput<Name>,
) => Promise<Answer<Name> | FastifyReply> | Answer<Name> | FastifyReply;

/** Gives a route of the contract its handler; path, access, validation and answer all come from the contract. */
export type RegisterRoute = <Name extends RouteName>(name: Name, handler: RouteHandler<Name>) => void;

/** @param stopping aborts when the server gives up on what is still running */
export function routeRegistrar(app: FastifyInstance, stopping: AbortSignal): RegisterRoute {
  return (name, handler) => {
    const route: Route = routes[name];
    app.route({
      method: route.method,
      url: fastifyPath(route.path),
      config: {
        access: route.access,
        idempotent: route.idempotent ?? false,
        duringStop: !route.path.startsWith("/api/"),
      },
      schema: schemaOf(route),
      async handler(request, reply) {
        const { params, query, body } = request;
        const context =
          route.access === "public" ? undefined : contextOf(request, reply, authenticatedOf(request), stopping);
        const input = { params, query, body, context, request, reply } as unknown as RouteInput<typeof name>;
        const answer = await handler(input);
        if (answer === reply || reply.sent) return reply;
        if (route.status === 204) return reply.code(204).send();
        return reply.code(reply.statusCode === 200 ? route.status : reply.statusCode).send(answer);
      },
    });
  };
}

/** `/a/{id}` of OpenAPI as `/a/:id`. */
export function fastifyPath(path: string): string {
  return path.replace(/\{(\w+)\}/g, ":$1");
}

function schemaOf(route: Route): Record<string, unknown> {
  const schema: Record<string, unknown> = {};
  if (route.params) schema.params = route.params;
  // A misspelt parameter is told, not ignored. Probes and scrapers may add what they like.
  if (route.path.startsWith("/api/")) schema.querystring = (route.query ?? z.object({})).strict();
  if (route.body) schema.body = route.body;
  if (route.response) schema.response = { "2xx": route.response };
  return schema;
}
