import type { ErrorCode } from "@eai/contract";
import { type AuthRoute, authRoutes } from "@eai/modules/identity";
import { authAnswers, authBodies } from "./auth-schemas.ts";
import { collectSchemas, type JsonSchema } from "./openapi-schemas.ts";

interface About {
  operationId: string;
  summary: string;
  description?: string;
  signedIn: boolean;
  problems: readonly (readonly [status: string, response: ErrorCode | "Problem403" | "Problem400"])[];
}

const limited = ["429", "too_many_requests"] as const;

const about: Record<AuthRoute["path"], About> = {
  "/sign-up/email": {
    operationId: "signUp",
    summary: "Make an account with e-mail and password, and sign in",
    description: "The first account of an installation becomes its platform administrator.",
    signedIn: false,
    problems: [["400", "Problem400"], ["403", "Problem403"], ["409", "conflict"], limited],
  },
  "/sign-in/email": {
    operationId: "signIn",
    summary: "Sign in with e-mail and password",
    signedIn: false,
    problems: [["400", "Problem400"], ["401", "unauthenticated"], ["403", "Problem403"], limited],
  },
  "/sign-out": {
    operationId: "signOut",
    summary: "Sign out: cookie and tokens of this sign-in end at once",
    signedIn: false,
    problems: [["403", "Problem403"]],
  },
  "/change-password": {
    operationId: "changePassword",
    summary: "Change the password",
    signedIn: true,
    problems: [["400", "Problem400"], ["401", "unauthenticated"], ["403", "Problem403"], limited],
  },
  "/get-session": {
    operationId: "getSignIn",
    summary: "The sign-in of the cookie, or null",
    signedIn: false,
    problems: [],
  },
  "/token": {
    operationId: "getToken",
    summary: "A token for programs that act for you",
    description: "A JWT (ES256) for `Authorization: Bearer`, good for five minutes and no longer than the sign-in.",
    signedIn: true,
    problems: [
      ["401", "unauthenticated"],
      ["403", "suspended"],
    ],
  },
  "/jwks": {
    operationId: "getKeys",
    summary: "Public keys that verify the tokens",
    signedIn: false,
    problems: [],
  },
};

/** The sign-in routes of better-auth that the platform lets through. */
export function authPaths(): Record<string, Record<string, JsonSchema>> {
  const schemas = collectSchemas();
  const paths: Record<string, Record<string, JsonSchema>> = {};
  for (const { method, path } of authRoutes) {
    const { signedIn, problems, ...described } = about[path];
    const body = path in authBodies ? authBodies[path as keyof typeof authBodies] : undefined;
    const content = { "application/json": { schema: schemas.ofOutput(authAnswers[path]) } };
    paths[`/api/auth${path}`] = {
      [method.toLowerCase()]: {
        ...described,
        tags: ["identity"],
        security: signedIn ? [{ cookie: [] }] : [],
        parameters: [],
        ...(body
          ? { requestBody: { required: true, content: { "application/json": { schema: schemas.ofInput(body) } } } }
          : {}),
        responses: {
          "200": {
            description: described.summary,
            headers: { "X-Request-Id": { $ref: "#/components/headers/RequestId" } },
            content,
          },
          ...Object.fromEntries(
            [...problems, ["500", "internal_error"], ["503", "Problem503"]].map(([status, name]) => [
              status,
              { $ref: `#/components/responses/${name}` },
            ]),
          ),
        },
      },
    };
  }
  return paths;
}
