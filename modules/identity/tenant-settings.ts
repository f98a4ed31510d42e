import {
  type TenantOwnSettings,
  type TenantReference,
  type TenantSettingKey,
  type TenantSettings,
  type TenantSettingValue,
  tenantOwnSettingsSchema,
  tenantSettingKeys,
} from "@eai/contract";
import { type Changes, createKept, type Database, type Transaction } from "@eai/modules/kernel";
import { inArray } from "drizzle-orm";
import { tenants } from "./tables.ts";

/** What holds for a tenant, by key; null: nobody limits it. */
export type EffectiveSettings = { readonly [Key in TenantSettingKey]: TenantSettingValue<Key> | null };

/** A tenant with what is set at it alone. */
export interface TenantLevel extends TenantReference {
  settings: TenantOwnSettings;
}

/** One key on its way down the tree. */
export interface SettingState {
  effective: TenantSettingValue | null;
  source: TenantReference | null;
  lockedBy: TenantReference | null;
}

/**
 * What holds for a tenant: of numbers the smallest along the path, of lists what all of them name, and nothing of
 * what is set below a lock.
 * @param tenantPath ids from the root down, as a context has them
 */
export async function effectiveSettings(
  database: Database | Transaction,
  tenantPath: readonly string[],
): Promise<EffectiveSettings> {
  const levels = await readLevels(database, tenantPath);
  const entries = tenantSettingKeys.map((key) => [key, inherit(levels, key).effective]);
  return asEffective(Object.fromEntries(entries));
}

const longestKeptMs = 30_000;
const keptTenants = 10_000;

/** What holds for a tenant, kept in memory until the database tells of a change. */
export type SettingsReader = (tenantPath: readonly string[]) => Promise<EffectiveSettings>;

export function keepSettings(database: Database, changes: Changes): SettingsReader {
  const kept = createKept<EffectiveSettings>(changes, { maxAgeMs: longestKeptMs, limit: keptTenants });
  return (tenantPath) => kept.get(tenantPath.join("/"), () => effectiveSettings(database, tenantPath));
}

/** The tenants of a path with their own settings, root first. */
export async function readLevels(
  database: Database | Transaction,
  tenantPath: readonly string[],
): Promise<TenantLevel[]> {
  const rows = await database
    .select({ id: tenants.id, name: tenants.name, settings: tenants.settings })
    .from(tenants)
    .where(inArray(tenants.id, [...tenantPath]));
  return tenantPath.flatMap((id) =>
    rows
      .filter((row) => row.id === id)
      .map(({ settings, ...tenant }) => ({ ...tenant, settings: tenantOwnSettingsSchema.parse(settings) })),
  );
}

/** Follows one key from the root down to the last of these tenants. */
export function inherit(levels: readonly TenantLevel[], key: TenantSettingKey): SettingState {
  let state: SettingState = { effective: null, source: null, lockedBy: null };
  for (const { id, name, settings } of levels) {
    const own = settings[key];
    if (own === undefined) continue;
    if (own.value !== null) {
      const effective = tighter(state.effective, own.value);
      if (!isSame(effective, state.effective)) state = { ...state, effective, source: { id, name } };
    }
    if (own.locked) return { ...state, lockedBy: { id, name } };
  }
  return state;
}

/** Each key as the last of these tenants has it. */
export function presentSettings(levels: readonly TenantLevel[]): TenantSettings {
  const own = levels.at(-1)?.settings ?? {};
  const entries = tenantSettingKeys.map((key) => {
    const { effective, source, lockedBy } = inherit(levels, key);
    return [key, { own: own[key] ?? null, effective, source, locked_by: lockedBy }];
  });
  return asSettings(Object.fromEntries(entries));
}

/** True when `value` allows something that `above` does not. */
export function loosens(value: TenantSettingValue, above: TenantSettingValue | null): boolean {
  return above !== null && !isSame(tighter(above, value), value);
}

function tighter(above: TenantSettingValue | null, value: TenantSettingValue): TenantSettingValue {
  if (above === null) return value;
  if (typeof above === "number") return typeof value === "number" ? Math.min(above, value) : above;
  return typeof value === "number" ? above : value.filter((name) => above.includes(name));
}

function isSame(left: TenantSettingValue | null, right: TenantSettingValue | null): boolean {
  if (!Array.isArray(left) || !Array.isArray(right)) return left === right;
  return left.length === right.length && left.every((name) => right.includes(name));
}

/** Built key by key from the same list as the type. */
function asEffective(byKey: Record<string, unknown>): EffectiveSettings {
  return byKey as unknown as EffectiveSettings;
}

function asSettings(byKey: Record<string, unknown>): TenantSettings {
  return byKey as unknown as TenantSettings;
}
