import type { Role } from "@eai/contract";
import { memberships, tenants } from "@eai/modules/identity";
import { eq } from "drizzle-orm";
import { password, type TestApi, type TestPerson } from "../testing.ts";

/**
 * Who asks. `owner` made the things, in the root tenant of an organisation to which all belong but the last two:
 * `team admin` administers one team of it, `other tenant` administers another organisation.
 */
export const actors = [
  "anonymous",
  "suspended",
  "stranger",
  "member",
  "editor",
  "auditor",
  "tenant admin",
  "platform admin",
  "owner",
  "team admin",
  "other tenant",
] as const;
export type Actor = (typeof actors)[number];
export type ActorWithAccount = Exclude<Actor, "anonymous">;

const rootRoles: Partial<Record<Actor, Role>> = {
  editor: "editor",
  owner: "editor",
  auditor: "auditor",
  "tenant admin": "tenant_admin",
};
export const teamId = "ten_team";
export const otherOrganizationId = "ten_other";

/** The people of the matrix, and what the makers of things need to know. */
export interface World {
  api: TestApi;
  person(actor: ActorWithAccount): TestPerson;
  /** The root tenant of the owner's organisation. */
  organizationId: string;
}

export async function createWorld(api: TestApi): Promise<World> {
  const { database } = api.platform;
  const people = new Map<Actor, TestPerson>();
  // The first account becomes platform administrator.
  people.set("platform admin", await api.signUp(emailOf("platform admin")));
  for (const actor of actors) {
    if (actor !== "anonymous" && !people.has(actor)) people.set(actor, await api.signUp(emailOf(actor)));
  }
  const [root] = await database.select().from(tenants);
  if (!root) throw new Error("no root tenant");
  const world: World = {
    api,
    organizationId: root.id,
    person(actor) {
      const person = people.get(actor);
      if (!person) throw new Error(`nobody is ${actor}`);
      return person;
    },
  };
  await database.insert(tenants).values([
    { id: teamId, parentId: root.id, path: [root.id, teamId], name: "Team", kind: "team" },
    { id: otherOrganizationId, parentId: null, path: [otherOrganizationId], name: "Other" },
  ]);
  const place = (actor: ActorWithAccount, values: Partial<typeof memberships.$inferInsert>) =>
    database
      .update(memberships)
      .set(values)
      .where(eq(memberships.personId, world.person(actor).id));
  for (const [actor, role] of Object.entries(rootRoles)) await place(actor as ActorWithAccount, { role });
  await place("team admin", { role: "tenant_admin", tenantId: teamId });
  await place("other tenant", { role: "tenant_admin", tenantId: otherOrganizationId });
  await place("suspended", { suspendedAt: new Date() });
  return world;
}

export function emailOf(actor: Actor): string {
  return `${actor.replace(" ", "-")}@example.com`;
}

/** What an actor signs in with; `anonymous` has no account. */
export function credentialsOf(actor: Actor): { email: string; password: string } {
  return { email: emailOf(actor), password };
}
