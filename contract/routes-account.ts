import { z } from "zod";
import { apiKeyPageSchema, createApiKeySchema, createdApiKeySchema, openSignInPageSchema } from "./account.ts";
import { Permission } from "./identity.ts";
import { idSchema, pageQuerySchema } from "./pagination.ts";
import type { Route } from "./route.ts";

export const accountRoutes = {
  listApiKeys: {
    method: "GET",
    path: "/api/v1/api-keys",
    tag: "identity",
    summary: "Your API keys, newest first, revoked ones too",
    access: Permission.AccountManage,
    query: pageQuerySchema,
    status: 200,
    response: apiKeyPageSchema,
    errors: [],
  },
  createApiKey: {
    method: "POST",
    path: "/api/v1/api-keys",
    tag: "identity",
    summary: "Make an API key that acts as you, within its scopes",
    description:
      "The key is in this answer and nowhere else. A repeat with the same `Idempotency-Key` has null in its place.",
    access: Permission.AccountManage,
    body: createApiKeySchema,
    status: 201,
    response: createdApiKeySchema,
    errors: ["conflict", "idempotency_key_reused"],
    idempotent: true,
  },
  revokeApiKey: {
    method: "DELETE",
    path: "/api/v1/api-keys/{id}",
    tag: "identity",
    summary: "Revoke an API key, at once and for good",
    access: Permission.AccountManage,
    params: z.object({ id: idSchema("key") }),
    status: 204,
    errors: [],
  },
  listSignIns: {
    method: "GET",
    path: "/api/v1/me/sign-ins",
    tag: "identity",
    summary: "Where you are signed in, newest first",
    access: Permission.AccountManage,
    query: pageQuerySchema,
    status: 200,
    response: openSignInPageSchema,
    errors: [],
  },
  endSignIn: {
    method: "DELETE",
    path: "/api/v1/me/sign-ins/{id}",
    tag: "identity",
    summary: "Sign out one browser or program; its tokens end with it",
    access: Permission.AccountManage,
    params: z.object({ id: idSchema("sgn") }),
    status: 204,
    errors: [],
  },
  endOtherSignIns: {
    method: "DELETE",
    path: "/api/v1/me/sign-ins",
    tag: "identity",
    summary: "Sign out everywhere but here",
    access: Permission.AccountManage,
    status: 204,
    errors: [],
  },
} as const satisfies Record<string, Route>;
