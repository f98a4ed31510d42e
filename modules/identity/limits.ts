import { type Limits, Permission, type TenantLimitsNow } from "@eai/contract";
import { type LevelState, type MinuteLimiter, presentWindow } from "@eai/modules/governance";
import { type Context, type Database, notFound } from "@eai/modules/kernel";
import { and, eq } from "drizzle-orm";
import { administersTenant, requirePermission } from "./access.ts";
import { tenants } from "./tables.ts";

/** What is left of the limits of a minute. */
export interface LimitVerbs {
  /** Of whoever asks: their own, and those of the tenants they belong to. */
  getLimits(context: Context): Promise<Limits>;
  /**
   * Of a tenant and those above it, for who administers it.
   * @throws ProblemError `not_found`
   */
  getTenantLimits(context: Context, id: string): Promise<TenantLimitsNow>;
}

export interface LimitVerbsDependencies {
  database: Database;
  limiter: Pick<MinuteLimiter, "levelsOf" | "levelsOfTenant">;
}

export function createLimitVerbs({ database, limiter }: LimitVerbsDependencies): LimitVerbs {
  return {
    async getLimits(context) {
      requirePermission(context, Permission.ChatUse);
      const levels = await limiter.levelsOf(context);
      return { levels: levels.map(presentLevel) };
    },

    async getTenantLimits(context, id) {
      requirePermission(context, Permission.TenantManage);
      const [tenant] = await database
        .select({ id: tenants.id, path: tenants.path })
        .from(tenants)
        .where(and(eq(tenants.id, id), administersTenant(context)));
      if (!tenant) throw notFound("tenant");
      const { person, levels } = await limiter.levelsOfTenant(tenant);
      return {
        each_person: { requests_per_minute: person.requests, tokens_per_minute: person.tokens },
        levels: levels.map(presentLevel),
      };
    },
  };
}

function presentLevel({ level, requests, tokens }: LevelState): Limits["levels"][number] {
  return {
    kind: level.kind,
    id: level.id,
    name: level.name,
    requests: requests && presentWindow(requests),
    tokens: tokens && presentWindow(tokens),
  };
}
