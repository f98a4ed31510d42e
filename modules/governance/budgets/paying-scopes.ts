import type { BudgetScope } from "@eai/contract";
import { type Context, textArray } from "@eai/modules/kernel";
import { type SQL, sql } from "drizzle-orm";
import type { UsageEntry } from "../usage.ts";

/** Whose budgets a call is charged to. */
export type Payer = Pick<UsageEntry, "tenantPath" | "groupIds" | "actorKind" | "actorId" | "apiKeyId">;

export interface PayingScope {
  scope: BudgetScope;
  scopeId: string;
}

/** The tenant of the payer with each above it, their groups, themselves, and the key they came with. */
export function payingScopes({ tenantPath, groupIds, actorKind, actorId, apiKeyId }: Payer): PayingScope[] {
  return [
    ...tenantPath.map((scopeId) => ({ scope: "tenant" as const, scopeId })),
    ...groupIds.map((scopeId) => ({ scope: "group" as const, scopeId })),
    ...(actorKind === "person" ? [{ scope: "person" as const, scopeId: actorId }] : []),
    ...(apiKeyId === null ? [] : [{ scope: "api_key" as const, scopeId: apiKeyId }]),
  ];
}

/** Who pays for what a context does. */
export function payerOf({ actor, tenantPath }: Pick<Context, "actor" | "tenantPath">): Payer {
  if (actor.kind === "system") {
    return { tenantPath, groupIds: [], actorKind: "system", actorId: actor.name, apiKeyId: null };
  }
  const { personId, groupIds, apiKeyId = null } = actor;
  return { tenantPath, groupIds, actorKind: "person", actorId: personId, apiKeyId };
}

/** Whether a budget, `b`, is one of these scopes'. */
export function isOneOf(scopes: readonly PayingScope[]): SQL {
  const names = textArray(scopes.map(({ scope }) => scope));
  const ids = textArray(scopes.map(({ scopeId }) => scopeId));
  return sql`(b.scope, b.scope_id) in (select * from unnest(${names}, ${ids}))`;
}
