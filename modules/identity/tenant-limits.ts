import type { TenantSettingKey } from "@eai/contract";
import type { LimitLevel, TenantLimits } from "@eai/modules/governance";
import type { Database } from "@eai/modules/kernel";
import { inherit, readLevels, type TenantLevel } from "./tenant-settings.ts";

/**
 * The limits of a minute as the settings along a path have them. Only a tenant that sets a limit counts by itself: one
 * that inherits is counted with the tenant above it.
 * @param tenantPath ids from the root down, as a context has them
 */
export async function readTenantLimits(database: Database, tenantPath: readonly string[]): Promise<TenantLimits> {
  const levels = await readLevels(database, tenantPath);
  const requests = limitOf(levels, "limits.user_requests_per_minute");
  const tokens = limitOf(levels, "limits.user_tokens_per_minute");
  return {
    person: { requests, tokens },
    tenants: levels
      .map((_, index) => ownLimits(levels, index))
      .filter(sets)
      .reverse(),
  };
}

function ownLimits(levels: readonly TenantLevel[], index: number): LimitLevel {
  const path = levels.slice(0, index + 1);
  const { id = "", name = "" } = path.at(-1) ?? {};
  const requests = ownLimit(path, "limits.requests_per_minute");
  const tokens = ownLimit(path, "limits.tokens_per_minute");
  return { kind: "tenant", id, name, requests, tokens };
}

/** What a tenant sets, as it holds there; null where it sets nothing, or a tenant above has locked it. */
function ownLimit(path: readonly TenantLevel[], key: TenantSettingKey): number | null {
  const own = path.at(-1)?.settings[key];
  if (own === undefined || own.value === null) return null;
  return inherit(path.slice(0, -1), key).lockedBy === null ? limitOf(path, key) : null;
}

function limitOf(path: readonly TenantLevel[], key: TenantSettingKey): number | null {
  const { effective } = inherit(path, key);
  return typeof effective === "number" ? effective : null;
}

function sets({ requests, tokens }: LimitLevel): boolean {
  return requests !== null || tokens !== null;
}
