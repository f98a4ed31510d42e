import type { FastifyInstance } from "fastify";

/** A route as Fastify has it: `/a/:id`. */
export interface RegisteredRoute {
  method: string;
  path: string;
}

/**
 * Lists what is registered from now on, also by plugins, whatever contract it comes from.
 * @returns a list that grows with each route
 */
export function recordRoutes(app: FastifyInstance): readonly RegisteredRoute[] {
  const routes: RegisteredRoute[] = [];
  app.addHook("onRoute", ({ url, method }) => {
    for (const name of [method].flat()) routes.push({ method: name.toUpperCase(), path: url });
  });
  return routes;
}
