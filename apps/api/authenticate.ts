import type { Route } from "@eai/contract";
import { type Authenticated, type Identity, type IncomingRequest, requirePermission } from "@eai/modules/identity";
import { inSpan, ProblemError } from "@eai/modules/kernel";
import type { FastifyReply, FastifyRequest } from "fastify";

declare module "fastify" {
  interface FastifyRequest {
    /** Set on every route that is not public. */
    authenticated: Authenticated | null;
  }
  interface FastifyContextConfig {
    access?: Route["access"];
    idempotent?: boolean;
    /** Answered while the server stops. */
    duringStop?: boolean;
  }
}

/** A Fastify request as identity reads it. */
export function incomingRequest(request: FastifyRequest): IncomingRequest {
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers)) {
    if (value === undefined) continue;
    for (const entry of Array.isArray(value) ? value : [value]) headers.append(name, entry);
  }
  return { method: request.method, headers, peer: request.socket.remoteAddress, requestId: request.id };
}

/**
 * The hook that runs before anything of a request is read: who sends it, and may they use this route at all.
 * @throws ProblemError `unauthenticated`, `suspended`, `permission_denied`
 */
export function authenticateHook(identity: Identity) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    const { access } = request.routeOptions.config;
    if (access === undefined || access === "public") return;
    const incoming = incomingRequest(request);
    const authenticated = await inSpan("authenticate", {}, () => identity.authenticate(incoming));
    if (!authenticated) throw new ProblemError("unauthenticated", "Sign in, or send a bearer token.");
    request.authenticated = authenticated;
    // What is asked ahead of a page has nowhere to keep a cookie: the next request of the browser gets it.
    if (authenticated.signInNeedsRenewal && request.headers["sec-purpose"] !== "prefetch") {
      const cookies = await identity.renewSignIn(incoming);
      if (cookies.length > 0) reply.header("set-cookie", cookies);
    }
    if (access !== "signed-in") requirePermission(authenticated, access);
  };
}

/** @throws ProblemError `unauthenticated` on a route that lets anybody in */
export function authenticatedOf(request: FastifyRequest): Authenticated {
  if (!request.authenticated) throw new ProblemError("unauthenticated", "Sign in first.");
  return request.authenticated;
}
