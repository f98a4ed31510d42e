import { recordAudit } from "@eai/modules/governance";
import { newId, type Transaction } from "@eai/modules/kernel";
import { and, eq, sql } from "drizzle-orm";
import { accounts, memberships, people, scimUsers, tenants } from "../tables.ts";
import { accountKey, type Directory } from "./directory.ts";
import { columnsOf, contactEmail, personName } from "./present-user.ts";
import type { UserResource } from "./read-user.ts";
import { ScimError } from "./scim-error.ts";
import { applyActive, type HeldPerson, holdWithPlace } from "./suspension.ts";
import { notUnique } from "./uniqueness.ts";

/**
 * Makes the person whom a directory describes, or takes over the one who signed in before: found by the key of the
 * account alone, and only in the connection's own organisation.
 * @returns the id of the person
 * @throws ScimError `uniqueness`; a unique violation of the database means the same
 */
export async function provision(transaction: Transaction, directory: Directory, user: UserResource): Promise<string> {
  const person = await placePerson(transaction, directory, user);
  const { personId } = person;
  const { organizationId, connectionId } = directory;
  await transaction.insert(scimUsers).values({ personId, organizationId, connectionId, ...columnsOf(user) });
  await applyActive(transaction, directory, person, user.active);
  return personId;
}

async function placePerson(transaction: Transaction, directory: Directory, user: UserResource): Promise<HeldPerson> {
  const key = accountKey(directory, user.externalId);
  const holder = key === undefined ? undefined : await findHolder(transaction, directory, key);
  if (holder?.isOurs) return takeOver(transaction, directory, holder.personId, user);
  // A key that somebody of another organisation holds stays theirs, and nobody here learns of it.
  const personId = await createPerson(transaction, directory, user, holder ? undefined : key);
  return { personId, platformAdmins: [] };
}

async function createPerson(
  transaction: Transaction,
  directory: Directory,
  user: UserResource,
  key: string | undefined,
): Promise<string> {
  const personId = newId("usr");
  await transaction.insert(people).values({
    id: personId,
    name: personName(user),
    // Nobody can sign up or in with it, and no address of the directory ever leads to an account.
    email: `${personId}@directory.invalid`,
    contactEmail: contactEmail(user),
  });
  await transaction.insert(memberships).values({
    personId,
    tenantId: directory.organizationId,
    role: "member",
    roleSource: "directory",
    tenantSource: "directory",
  });
  if (key !== undefined) await insertAccount(transaction, directory, personId, key);
  await recordAudit(transaction, directory.context, {
    action: "person.create",
    resourceKind: "person",
    resourceId: personId,
    changes: { role: "member" },
  });
  return personId;
}

async function takeOver(
  transaction: Transaction,
  directory: Directory,
  personId: string,
  user: UserResource,
): Promise<HeldPerson> {
  const held = await holdWithPlace(transaction, personId);
  await transaction
    .update(people)
    .set({ name: personName(user), contactEmail: contactEmail(user), updatedAt: new Date() })
    .where(eq(people.id, personId));
  await recordAudit(transaction, directory.context, {
    action: "person.update",
    resourceKind: "person",
    resourceId: personId,
    reason: "from now on provisioned by the directory",
  });
  return held;
}

/**
 * Has the first sign-in under a new external id land on the same person.
 * @throws ScimError `mutability` once that would hand a person over; `uniqueness` when somebody of the organisation
 * signs in under it
 */
export async function moveAccount(
  transaction: Transaction,
  directory: Directory,
  personId: string,
  before: string | undefined,
  after: string | undefined,
): Promise<void> {
  const oldKey = accountKey(directory, before);
  const newKey = accountKey(directory, after);
  if (oldKey === newKey) return;
  await requireNobodysYet(transaction, directory, personId, oldKey);
  if (oldKey !== undefined) {
    await transaction
      .delete(accounts)
      .where(
        and(
          eq(accounts.providerId, directory.providerId),
          eq(accounts.accountId, oldKey),
          eq(accounts.userId, personId),
        ),
      );
  }
  if (newKey === undefined) return;
  const holder = await findHolder(transaction, directory, newKey);
  if (!holder) await insertAccount(transaction, directory, personId, newKey);
  else if (holder.isOurs && holder.personId !== personId) throw notUnique("externalId");
}

/**
 * Who decides whom an account belongs to could sign in as anybody: an organisation's administrator, who makes the
 * token, as the platform's. So it moves only while the person is nobody: never signed in, no role, no other account.
 */
async function requireNobodysYet(
  transaction: Transaction,
  { providerId }: Directory,
  personId: string,
  oldKey: string | undefined,
): Promise<void> {
  const [row] = await transaction
    .select({
      role: memberships.role,
      hasSignedIn: sql<boolean>`exists (select from directory_profiles d where d.person_id = ${personId})`,
      hasOtherAccount: sql<boolean>`exists (select from accounts a where a.user_id = ${personId}
        and (a.provider_id, a.account_id) is distinct from (${providerId}::text, ${oldKey ?? null}::text))`,
    })
    .from(memberships)
    .where(eq(memberships.personId, personId));
  if (row?.role === "member" && !row.hasSignedIn && !row.hasOtherAccount) return;
  throw new ScimError(
    400,
    "Somebody signs in as this person already, or the person was given a role: externalId stays. Create another user.",
    "mutability",
  );
}

async function insertAccount(
  transaction: Transaction,
  { providerId }: Directory,
  userId: string,
  accountId: string,
): Promise<void> {
  await transaction.insert(accounts).values({ id: newId("acc"), accountId, providerId, userId });
}

interface Holder {
  personId: string;
  isOurs: boolean;
}

async function findHolder(transaction: Transaction, directory: Directory, key: string): Promise<Holder | undefined> {
  const [row] = await transaction
    .select({ personId: accounts.userId, path: tenants.path })
    .from(accounts)
    .leftJoin(memberships, eq(memberships.personId, accounts.userId))
    .leftJoin(tenants, eq(tenants.id, memberships.tenantId))
    .where(and(eq(accounts.providerId, directory.providerId), eq(accounts.accountId, key)));
  return row && { personId: row.personId, isOurs: row.path?.[0] === directory.organizationId };
}
