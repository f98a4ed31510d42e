import {
  Permission,
  type TenantOwnSettings,
  type TenantSettingKey,
  type TenantSettings,
  type TenantSettingValue,
  tenantSettingKeys,
  type UpdateTenantSettings,
} from "@eai/contract";
import { recordAudit } from "@eai/modules/governance";
import { type Context, type Database, notFound, ProblemError } from "@eai/modules/kernel";
import { and, eq } from "drizzle-orm";
import { administersTenant, requirePermission } from "./access.ts";
import { tenants } from "./tables.ts";
import { inherit, loosens, presentSettings, readLevels, type TenantLevel } from "./tenant-settings.ts";
import { holdTenant } from "./tenants.ts";

export interface TenantSettingsVerbs {
  /** @throws ProblemError `not_found` */
  getTenantSettings(context: Context, id: string): Promise<TenantSettings>;
  /**
   * Keys left out stay; null takes a setting back.
   * @throws ProblemError `not_found`; `conflict` for a key that a tenant above has locked, or a value that allows more
   * than a tenant above does: the sentence names that tenant
   */
  updateTenantSettings(context: Context, id: string, changes: UpdateTenantSettings): Promise<TenantSettings>;
}

export function tenantSettingsVerbs({ database }: { database: Database }): TenantSettingsVerbs {
  async function getTenantSettings(context: Context, id: string): Promise<TenantSettings> {
    requirePermission(context, Permission.TenantManage);
    const [row] = await database
      .select({ path: tenants.path })
      .from(tenants)
      .where(and(eq(tenants.id, id), administersTenant(context)));
    if (!row) throw notFound("tenant");
    return presentSettings(await readLevels(database, row.path));
  }

  return {
    getTenantSettings,

    async updateTenantSettings(context, id, changes) {
      requirePermission(context, Permission.TenantManage);
      await database.transaction(async (transaction) => {
        const { path } = await holdTenant(transaction, context, id, "update");
        const levels = await readLevels(transaction, path);
        const before = levels.at(-1)?.settings ?? {};
        const above = levels.slice(0, -1);
        for (const key of changedKeys(changes)) requireTightening(above, key, changes[key]?.value ?? null);
        const settings = merge(before, changes);
        await transaction.update(tenants).set({ settings }).where(eq(tenants.id, id));
        await recordAudit(transaction, context, {
          action: "tenant.update_settings",
          resourceKind: "tenant",
          resourceId: id,
          tenantId: id,
          changes: Object.fromEntries(
            changedKeys(changes).map((key) => [key, { before: before[key] ?? null, after: settings[key] ?? null }]),
          ),
        });
      });
      return getTenantSettings(context, id);
    },
  };
}

function changedKeys(changes: UpdateTenantSettings): TenantSettingKey[] {
  return tenantSettingKeys.filter((key) => changes[key] !== undefined);
}

function merge(before: TenantOwnSettings, changes: UpdateTenantSettings): TenantOwnSettings {
  const all = Object.entries({ ...before, ...changes });
  return Object.fromEntries(
    all.filter(([, own]) => own !== null && own !== undefined && (own.value !== null || own.locked)),
  );
}

function requireTightening(above: readonly TenantLevel[], key: TenantSettingKey, value: TenantSettingValue | null) {
  const { effective, source, lockedBy } = inherit(above, key);
  if (lockedBy) {
    throw new ProblemError(
      "conflict",
      `"${key}" is locked by the tenant "${lockedBy.name}": nothing below it may set it. Ask an administrator of that tenant.`,
    );
  }
  if (value === null || !loosens(value, effective)) return;
  if (typeof value === "number") {
    throw new ProblemError(
      "conflict",
      `"${key}" may be at most ${effective} here, which the tenant "${source?.name}" allows. Choose a smaller number.`,
    );
  }
  const [name, by] = firstRefused(above, key, value);
  throw new ProblemError(
    "conflict",
    `"${key}" may not name "${name}" here: the tenant "${by}" does not allow it. Leave it out.`,
  );
}

/** The first name that a tenant above does not allow, and what that tenant is called. */
function firstRefused(
  above: readonly TenantLevel[],
  key: TenantSettingKey,
  value: readonly string[],
): [string, string] {
  for (const { name: tenant, settings } of above) {
    const allowed = settings[key]?.value;
    if (!Array.isArray(allowed)) continue;
    const refused = value.find((name) => !allowed.includes(name));
    if (refused !== undefined) return [refused, tenant];
  }
  throw new Error("A list was refused although every tenant above allows all of it.");
}
