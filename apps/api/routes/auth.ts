import { type ErrorCode, errorCodes } from "@eai/contract";
import { type AuthAnswer, type AuthRoute, authRoutes, type Identity } from "@eai/modules/identity";
import { ProblemError } from "@eai/modules/kernel";
import type { FastifyInstance, FastifyReply } from "fastify";
import { authAnswers, authBodies, authQueries } from "../auth-schemas.ts";
import { incomingRequest } from "../authenticate.ts";

/** Routes that ask for a signed-in, unsuspended person before better-auth sees them. */
const signedInOnly: ReadonlySet<AuthRoute["path"]> = new Set(["/token", "/change-password"]);

/** Mounts the parts of better-auth that are in use; every other path below `/api/auth` does not exist. */
export function registerAuthRoutes(app: FastifyInstance, identity: Identity): void {
  for (const route of authRoutes) {
    const body = route.path in authBodies ? authBodies[route.path as keyof typeof authBodies] : undefined;
    app.route({
      method: route.method,
      url: `/api/auth${route.path}`,
      config: { access: signedInOnly.has(route.path) ? "signed-in" : "public" },
      schema: { ...(body ? { body } : {}), ...(isJsonRoute(route.path) ? answerSchema(route.path) : {}) },
      async handler(request, reply) {
        const incoming = incomingRequest(request);
        // Who came by a key or token came without the cookie, even if there is one of somebody else.
        if (request.authenticated && request.authenticated.actor.via !== "cookie") incoming.headers.delete("cookie");
        const query = isProviderRoute(route.path) ? pickQuery(route.path, request.query) : {};
        const answer = await identity.answerAuth(route, incoming, request.body, query);
        if (answer.setCookies.length > 0) reply.header("set-cookie", answer.setCookies);
        if (answer.location !== undefined) return reply.redirect(answer.location, 302);
        if (route.path === "/front-channel-sign-out") return sendEmptyPage(reply, identity.frontChannelOrigins);
        if (route.path === "/jwks") reply.header("cache-control", "public, max-age=300");
        if (answer.status >= 400) throw authProblem(answer);
        return reply.send(presentTimes(answer.body));
      },
    });
  }
}

type JsonPath = keyof typeof authAnswers;
type ProviderPath = keyof typeof authQueries;

function isJsonRoute(path: AuthRoute["path"]): path is JsonPath {
  return Object.hasOwn(authAnswers, path);
}

function isProviderRoute(path: AuthRoute["path"]): path is ProviderPath {
  return Object.hasOwn(authQueries, path);
}

function answerSchema(path: JsonPath): { response: Record<string, (typeof authAnswers)[JsonPath]> } {
  return { response: { "2xx": authAnswers[path] } };
}

/** A browser that a provider sends here is never shown an error of ours about the address: what is odd is left out. */
function pickQuery(path: ProviderPath, query: unknown): Record<string, string> {
  const given = (query ?? {}) as Record<string, unknown>;
  const { shape } = authQueries[path];
  const known = Object.entries(shape).flatMap(([name, schema]) => {
    const parsed = schema.safeParse(given[name]);
    return parsed.success && parsed.data !== undefined ? [[name, parsed.data]] : [];
  });
  return Object.fromEntries(known) as Record<string, string>;
}

/** The provider's sign-out page loads this in a frame. It is the same whether anybody was signed out. */
function sendEmptyPage(reply: FastifyReply, origins: readonly string[]): FastifyReply {
  const ancestors = origins.length > 0 ? origins.join(" ") : "'none'";
  return reply
    .removeHeader("x-frame-options")
    .headers({
      "content-security-policy": `default-src 'none'; frame-ancestors ${ancestors}; base-uri 'none'; form-action 'none'`,
      "cross-origin-resource-policy": "cross-origin",
    })
    .type("text/html; charset=utf-8")
    .send("<!doctype html><title>Signed out</title>");
}

/** better-auth gives times as JSON strings in its answers, but null where nobody is signed in. */
function presentTimes(body: unknown): unknown {
  return body ?? null;
}

interface Translation {
  code: ErrorCode;
  detail: string;
  field?: string;
}

const translations: Readonly<Record<string, Translation>> = {
  INVALID_EMAIL_OR_PASSWORD: { code: "unauthenticated", detail: "E-mail or password is wrong." },
  INVALID_PASSWORD: {
    code: "validation_failed",
    detail: "The current password is wrong.",
    field: "body.currentPassword",
  },
  USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL: {
    code: "conflict",
    detail: "There is already an account with this e-mail address. Sign in instead.",
  },
  FAILED_TO_CREATE_USER: {
    code: "conflict",
    detail: "There is already an account with this e-mail address. Sign in instead.",
  },
  INVALID_ORIGIN: {
    code: "permission_denied",
    detail: "This page may not sign people in. Open the platform at the address its administrator gave you.",
  },
  MISSING_OR_NULL_ORIGIN: { code: "permission_denied", detail: "The request does not say which page it comes from." },
  CROSS_SITE_NAVIGATION_LOGIN_BLOCKED: { code: "permission_denied", detail: "Sign in on the platform's own page." },
};

function authProblem({ status, body, retryAfterSeconds }: AuthAnswer): ProblemError {
  if (status === 429) {
    const detail = "Too many attempts from your address. Wait a moment and try again.";
    return new ProblemError("too_many_requests", detail, { retryAfterSeconds: retryAfterSeconds ?? 60 });
  }
  const { code, message } = (body ?? {}) as { code?: string; message?: string };
  if (code !== undefined && Object.hasOwn(errorCodes, code)) {
    return new ProblemError(code as ErrorCode, message ?? errorCodes[code as ErrorCode].title);
  }
  const known = code === undefined ? undefined : translations[code];
  if (known) {
    const errors = known.field === undefined ? undefined : [{ field: known.field, message: known.detail }];
    return new ProblemError(known.code, known.detail, errors ? { errors } : {});
  }
  switch (status) {
    case 401:
      return new ProblemError("unauthenticated", "Sign in first.");
    case 403:
      return new ProblemError("permission_denied", "This is not allowed here.");
    case 404:
      return new ProblemError("not_found", "There is no such route, or you may not see it.");
    default:
      return status < 500
        ? new ProblemError("bad_request", "The request cannot be read.")
        : new ProblemError(
            "internal_error",
            "Something went wrong on our side. Quote the request id when you report it.",
          );
  }
}
