import { Permission } from "@eai/contract";
import { type Context, ProblemError, type Transaction } from "@eai/modules/kernel";
import { inArray } from "drizzle-orm";
import type { DirectorySettings } from "./providers/settings.ts";
import { tenants } from "./tables.ts";

/**
 * The people of a directory land in the tenant that is called as the configuration says. Whoever administers the place
 * above gets them in any case; everyone else must not get them by calling their own tenant so.
 * @throws ProblemError `permission_denied`
 */
export async function requireFreeToTake(
  transaction: Transaction,
  context: Context,
  tenant: { path: readonly string[] },
  name: string,
  tenantMap: DirectorySettings["tenantMap"],
): Promise<void> {
  const { actor, tenantId } = context;
  const above = tenant.path.slice(0, -1);
  if (actor.kind === "system" || actor.permissions.has(Permission.PlatformManage) || above.includes(tenantId)) return;
  const rows = await transaction
    .select({ id: tenants.id, name: tenants.name })
    .from(tenants)
    .where(inArray(tenants.id, above));
  const names = [...above.map((id) => rows.find((row) => row.id === id)?.name), name];
  if (!tenantMap.some(({ path }) => names.every((each, index) => each === path[index]))) return;
  throw new ProblemError(
    "permission_denied",
    "The configuration places people of a directory in a tenant of this name. Ask an administrator above you to rename it.",
  );
}
