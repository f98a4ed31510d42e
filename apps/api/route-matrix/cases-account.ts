import { randomUUID } from "node:crypto";
import { may, only } from "./policy.ts";
import type { RouteCase } from "./route-case.ts";

export const accountCases = {
  listApiKeys: { may: may.signedIn },
  createApiKey: { may: may.signedIn, body: { name: "Mine", scopes: ["chat.use"] } },
  revokeApiKey: { may: may.theOwner, on: ["API key"] },
  listSignIns: { may: may.signedIn },
  endSignIn: { may: may.theOwner, on: ["sign-in"] },
  endOtherSignIns: { may: may.signedIn },
  listDirectoryConnections: { may: may.administrators },
  createDirectoryConnection: {
    // There are two organisations here, and the configuration gives this directory to neither.
    may: only(["platform admin"], 403),
    body: () => ({ name: "Entra", provider: "microsoft", directory_tenant_id: randomUUID() }),
  },
  revokeDirectoryConnection: { may: may.administerOrganization, on: ["directory connection"] },
} as const satisfies Record<string, RouteCase>;
