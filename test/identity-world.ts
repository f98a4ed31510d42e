import type { Role, TenantKind } from "@eai/contract";
import { auditEvents } from "@eai/modules/governance";
import { type Administration, createAdministration, type DirectorySettings, signIns } from "@eai/modules/identity";
import { type Database, newId } from "@eai/modules/kernel";
import { asc, eq } from "drizzle-orm";
import { addPerson, addTenant, type Someone } from "./people.ts";

/** Organisations with people in them, over a real database. */
export interface IdentityWorld {
  administration: Administration;
  addTenant(name: string, kind: TenantKind, parentId: string | null): Promise<string>;
  addPerson(tenantId: string, role: Role, name?: string): Promise<Someone>;
  addSignIn(personId: string): Promise<void>;
  /** What was done to a thing, oldest first. */
  auditOf(resourceId: string): Promise<{ action: string; changes: unknown }[]>;
}

/** @param tenantMap where the configuration places the people of a directory */
export function createIdentityWorld(database: Database, tenantMap: DirectorySettings["tenantMap"] = []): IdentityWorld {
  return {
    administration: createAdministration({ database, webOrigin: "http://localhost:3001", tenantMap }),
    addTenant: (name, kind, parentId) => addTenant(database, name, kind, parentId),
    addPerson: (tenantId, role, name) => addPerson(database, tenantId, role, name),

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

/** Two organisations, one of them with a division, and who administers each. */
export interface Organizations {
  company: string;
  division: string;
  other: string;
  companyAdmin: Someone;
  divisionAdmin: Someone;
  otherAdmin: Someone;
}

export async function addOrganizations(world: IdentityWorld): Promise<Organizations> {
  const company = await world.addTenant("Acme", "organization", null);
  const division = await world.addTenant("Research", "division", company);
  const other = await world.addTenant("Other", "organization", null);
  return {
    company,
    division,
    other,
    companyAdmin: await world.addPerson(company, "tenant_admin", "Cora"),
    divisionAdmin: await world.addPerson(division, "tenant_admin", "Dora"),
    otherAdmin: await world.addPerson(other, "tenant_admin", "Otto"),
  };
}
