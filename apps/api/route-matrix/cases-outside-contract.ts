import { password } from "../testing.ts";
import { credentialsOf } from "./actors.ts";
import { may } from "./policy.ts";
import type { RouteCase } from "./route-case.ts";

let newcomers = 0;

/** Routes that are not in the contract's table, by method and address as registered. */
export const outsideContract: Readonly<Record<string, RouteCase>> = {
  "POST /api/auth/sign-up/email": {
    may: may.everybody,
    body: () => ({ name: "New", email: `new-${++newcomers}@example.com`, password }),
  },
  // Each with their own password: nobody without an account, and nobody who is suspended.
  "POST /api/auth/sign-in/email": { may: may.signedIn, body: (_ids, actor) => credentialsOf(actor) },
  "POST /api/auth/sign-out": { may: may.everybody, endsSignIn: true },
  "POST /api/auth/change-password": {
    may: may.signedIn,
    body: { currentPassword: password, newPassword: password },
  },
  "GET /api/auth/get-session": { may: may.everybody },
  "GET /api/auth/token": { may: may.signedIn },
  "GET /api/auth/jwks": { may: may.everybody },
  "POST /api/auth/sign-in/social": { may: may.nobodyUntilConfigured, body: { provider: "microsoft" } },
  "GET /api/auth/callback/microsoft": { may: may.nobodyUntilConfigured },
  "GET /api/auth/callback/oidc": { may: may.nobodyUntilConfigured },
  // Empty, for the frame of a provider's own page: it ends a sign-in only by a secret that the provider knows.
  "GET /api/auth/front-channel-sign-out": { may: may.everybody },
  ...scimCases(),
  // What OpenAI's clients call; which knowledge base may be named is in the tests of that API.
  "GET /v1/models": { may: may.signedIn },
  "GET /v1/models/:id": { may: may.signedInOnceConfigured },
  "POST /v1/chat/completions": { may: may.signedIn, body: { messages: [{ role: "user", content: "Hello" }] } },
  "POST /v1/embeddings": { may: may.signedInOnceConfigured, body: { model: "none", input: "Hello" } },
  "GET /openapi.json": { may: may.everybody },
  "GET /docs": { may: may.everybody },
  "GET /docs/": { may: may.everybody },
  "GET /docs/js/scalar.js": { may: may.everybody },
  "GET /redoc": { may: may.everybody },
  "GET /redoc/redoc.standalone.js": { may: may.everybody },
};

/** The token of a directory connection opens these, and nothing else does. */
function scimCases(): Record<string, RouteCase> {
  const resources = ["Users", "Groups"].flatMap((name) => [
    `GET /scim/v2/${name}`,
    `POST /scim/v2/${name}`,
    ...["GET", "PUT", "PATCH", "DELETE"].map((method) => `${method} /scim/v2/${name}/:id`),
  ]);
  const discovery = ["ServiceProviderConfig", "ResourceTypes", "ResourceTypes/:id", "Schemas", "Schemas/:id"];
  const routes = [...discovery.map((path) => `GET /scim/v2/${path}`), ...resources];
  return Object.fromEntries(routes.map((route) => [route, { may: may.nobody }]));
}
