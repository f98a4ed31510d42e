import type { Role, TenantKind } from "@eai/contract";
import { auditEvents } from "@eai/modules/governance";
import {
  type Administration,
  createAdministration,
  type DirectorySettings,
  memberships,
  people,
  permissionsOf,
  signIns,
  tenants,
} from "@eai/modules/identity";
import { type Context, type Database, newId } from "@eai/modules/kernel";
import { asc, eq } from "drizzle-orm";

/** Two organisations with people in them, over a real database. */
export interface IdentityWorld {
  administration: Administration;
  addTenant(name: string, kind: TenantKind, parentId: string | null): Promise<string>;
  addPerson(tenantId: string, role: Role, name?: string): Promise<Context & { personId: string }>;
  addSignIn(personId: string): Promise<void>;
  /** What was done to a thing, oldest first. */
  auditOf(resourceId: string): Promise<{ action: string; changes: unknown }[]>;
}

/** @param tenantMap where the configuration places the people of a directory */
export function createIdentityWorld(database: Database, tenantMap: DirectorySettings["tenantMap"] = []): IdentityWorld {
  async function pathOf(id: string): Promise<string[]> {
    const [row] = await database.select({ path: tenants.path }).from(tenants).where(eq(tenants.id, id));
    if (!row) throw new Error(`no tenant ${id}`);
    return row.path;
  }

  return {
    administration: createAdministration({ database, webOrigin: "http://localhost:3001", tenantMap }),

    async addTenant(name, kind, parentId) {
      const id = newId("ten");
      const path = [...(parentId === null ? [] : await pathOf(parentId)), id];
      await database.insert(tenants).values({ id, parentId, path, name, kind });
      return id;
    },

    async addPerson(tenantId, role, name = role) {
      const personId = newId("usr");
      await database.insert(people).values({ id: personId, name, email: `${personId}@example.com` });
      await database.insert(memberships).values({ personId, tenantId, role });
      return {
        personId,
        actor: { kind: "person", personId, name, role, permissions: permissionsOf(role), groupIds: [], via: "cookie" },
        tenantId,
        tenantPath: await pathOf(tenantId),
        requestId: newId("req"),
        channel: "api",
        signal: new AbortController().signal,
      };
    },

    async addSignIn(personId) {
      const id = newId("sgn");
      await database
        .insert(signIns)
        .values({ id, token: id, userId: personId, expiresAt: new Date(Date.now() + 60_000) });
    },

    async auditOf(resourceId) {
      return database
        .select({ action: auditEvents.action, changes: auditEvents.changes })
        .from(auditEvents)
        .where(eq(auditEvents.resourceId, resourceId))
        .orderBy(asc(auditEvents.sequence));
    },
  };
}
