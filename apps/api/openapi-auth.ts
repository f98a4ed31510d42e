import type { ErrorCode } from "@eai/contract";
import { type AuthRoute, authRoutes } from "@eai/modules/identity";
import { authAnswers, authBodies, authQueries } from "./auth-schemas.ts";
import { collectSchemas, type JsonSchema } from "./openapi-schemas.ts";

interface About {
  operationId: string;
  summary: string;
  description?: string;
  signedIn: boolean;
  problems: readonly (readonly [status: string, response: ErrorCode | "Problem403" | "Problem400"])[];
}

const limited = ["429", "too_many_requests"] as const;

function callback(operationId: string, summary: string): About {
  const description = "Redirects to the page one came for, or to `/sign-in?error=<code>`.";
  return { operationId, summary, description, signedIn: false, problems: [["404", "not_found"]] };
}

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
  "/sign-in/social": {
    operationId: "signInWithProvider",
    summary: "Begin to sign in with Microsoft Entra ID or another provider",
    description: "Answers with the provider's page. It sends the browser back to `/api/auth/callback/{provider}`.",
    signedIn: false,
    problems: [["400", "Problem400"], ["403", "Problem403"], ["404", "not_found"], limited],
  },
  "/callback/microsoft": callback("finishMicrosoftSignIn", "Where Microsoft Entra ID sends a browser back"),
  "/callback/oidc": callback("finishOidcSignIn", "Where the other provider sends a browser back"),
  "/front-channel-sign-out": {
    operationId: "signOutByProvider",
    summary: "Ends the sign-ins of a provider's session",
    description: "Called by the provider's sign-out page in a frame, without a cookie. The answer is always the same.",
    signedIn: false,
    problems: [],
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
    const query = path in authQueries ? authQueries[path as keyof typeof authQueries] : undefined;
    const answer = path in authAnswers ? authAnswers[path as keyof typeof authAnswers] : undefined;
    const content = answer
      ? { "application/json": { schema: schemas.ofOutput(answer) } }
      : { "text/html": { schema: { type: "string" } } };
    const success = path.startsWith("/callback/") ? "302" : "200";
    paths[`/api/auth${path}`] = {
      [method.toLowerCase()]: {
        ...described,
        tags: ["identity"],
        security: signedIn ? [{ cookie: [] }] : [],
        parameters: Object.entries(query?.shape ?? {}).map(([name, schema]) => ({
          name,
          in: "query",
          required: false,
          schema: schemas.ofInput(schema),
        })),
        ...(body
          ? { requestBody: { required: true, content: { "application/json": { schema: schemas.ofInput(body) } } } }
          : {}),
        responses: {
          [success]: {
            description: described.summary,
            headers: { "X-Request-Id": { $ref: "#/components/headers/RequestId" } },
            ...(success === "200" ? { content } : {}),
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
