import { randomBytes } from "node:crypto";
import {
  type CreatedInvitation,
  type CreateInvitation,
  type Invitation,
  type InvitationQuery,
  type OpenInvitation,
  Permission,
} from "@eai/contract";
import { recordAudit } from "@eai/modules/governance";
import {
  actorId,
  behind,
  type Context,
  createOnce,
  type Database,
  newId,
  notFound,
  type Page,
  ProblemError,
  pageOf,
  type Transaction,
} from "@eai/modules/kernel";
import { and, desc, eq, isNull, lt, type SQL, sql } from "drizzle-orm";
import { findOpenInvitation, invitationHash } from "./accept-invitation.ts";
import { administersTenant, requireMayGive, requirePermission } from "./access.ts";
import { invitations, people, tenants } from "./tables.ts";
import { holdTenant } from "./tenants.ts";

export interface InvitationVerbs {
  /** Those to tenants the actor administers, newest first. */
  listInvitations(context: Context, input: InvitationQuery): Promise<Page<Invitation>>;
  /**
   * Makes an invitation; its token is in the answer and nowhere else.
   * @throws ProblemError `not_found` for a tenant the actor does not administer; `permission_denied` for a role that may
   * do what the actor may not; `conflict` when there is such a person already
   */
  createInvitation(context: Context, input: CreateInvitation): Promise<CreatedInvitation>;
  /** @throws ProblemError `not_found`; `conflict` when somebody has used it */
  revokeInvitation(context: Context, id: string): Promise<void>;
  /**
   * What an invitation is for, to whoever holds its token.
   * @throws ProblemError `not_found` for one that cannot be used (any more)
   */
  lookUpInvitation(token: string): Promise<OpenInvitation>;
}

const tokenBytes = 32;

const stateColumn = sql<Invitation["state"]>`case when invitations.accepted_at is not null then 'accepted'
  when invitations.revoked_at is not null then 'revoked'
  when invitations.expires_at <= now() then 'expired' else 'open' end`;

export function invitationVerbs({
  database,
  webOrigin,
}: {
  database: Database;
  /** Where the sign-up page is. */
  webOrigin: string;
}): InvitationVerbs {
  async function select(context: Context, condition: SQL | undefined, limit: number): Promise<Invitation[]> {
    const rows = await database
      .select({ invitation: invitations, state: stateColumn, tenantName: tenants.name, inviter: people.name })
      .from(invitations)
      .innerJoin(tenants, eq(tenants.id, invitations.tenantId))
      .leftJoin(people, eq(people.id, invitations.createdBy))
      .where(and(administersTenant(context), condition))
      .orderBy(desc(invitations.id))
      .limit(limit);
    return rows.map(({ invitation, state, tenantName, inviter }) => ({
      id: invitation.id,
      email: invitation.email,
      role: invitation.role,
      tenant: { id: invitation.tenantId, name: tenantName },
      state,
      created_by: { id: invitation.createdBy, name: inviter },
      created_at: invitation.createdAt.toISOString(),
      expires_at: invitation.expiresAt.toISOString(),
      accepted_at: invitation.acceptedAt?.toISOString() ?? null,
    }));
  }

  return {
    async listInvitations(context, { limit, cursor, state }) {
      requirePermission(context, Permission.PeopleManage);
      const condition = and(
        behind(cursor, lt, invitations.id),
        state === undefined ? undefined : sql`${stateColumn} = ${state}`,
      );
      const rows = await select(context, condition, limit + 1);
      return pageOf(rows, limit, (row) => [row.id]);
    },

    async createInvitation(context, input) {
      requirePermission(context, Permission.PeopleManage);
      requireMayGive(context, input.role);
      const token = randomBytes(tokenBytes).toString("base64url");
      const request = { route: "createInvitation", ...input };
      const made = await createOnce(database, context, request, (transaction) =>
        insertInvitation(transaction, context, input, invitationHash(token)),
      );
      const [invitation] = await select(context, eq(invitations.id, made.resourceId), 1);
      if (!invitation) throw notFound("invitation");
      if (made.replayed) return { ...invitation, token: null, link: null };
      return { ...invitation, token, link: `${webOrigin}/sign-up#invitation=${token}` };
    },

    async revokeInvitation(context, id) {
      requirePermission(context, Permission.PeopleManage);
      await database.transaction(async (transaction) => {
        const [found] = await transaction
          .select({ invitation: invitations })
          .from(invitations)
          .innerJoin(tenants, eq(tenants.id, invitations.tenantId))
          .where(and(eq(invitations.id, id), administersTenant(context)))
          .for("update", { of: invitations });
        if (!found) throw notFound("invitation");
        if (found.invitation.acceptedAt) {
          throw new ProblemError("conflict", "This invitation has been used. Suspend the person instead.");
        }
        if (found.invitation.revokedAt) return;
        await transaction.update(invitations).set({ revokedAt: new Date() }).where(eq(invitations.id, id));
        await recordAudit(transaction, context, {
          action: "invitation.revoke",
          resourceKind: "invitation",
          resourceId: id,
          tenantId: found.invitation.tenantId,
        });
      });
    },

    async lookUpInvitation(token) {
      const found = await findOpenInvitation(database, token);
      if (!found) throw notFound("invitation");
      return { email: found.email, tenant_name: found.tenant.name, expires_at: found.expiresAt.toISOString() };
    },
  };
}

async function insertInvitation(
  transaction: Transaction,
  context: Context,
  { email, role, tenant_id: wanted, expires_in_days: days }: CreateInvitation,
  hash: string,
): Promise<string> {
  const tenantId = wanted ?? context.tenantId;
  await holdTenant(transaction, context, tenantId, "key share");
  await requireNewPerson(transaction, context, email);
  const id = newId("inv");
  await transaction.insert(invitations).values({
    id,
    tenantId,
    email,
    role,
    hash,
    createdBy: actorId(context.actor),
    expiresAt: sql`now() + make_interval(days => ${days})`,
  });
  await recordAudit(transaction, context, {
    action: "invitation.create",
    resourceKind: "invitation",
    resourceId: id,
    tenantId,
    changes: { tenant_id: tenantId, role, expires_in_days: days },
  });
  return id;
}

/** Asked among the actor's own people only: who has an account elsewhere is not theirs to learn. */
async function requireNewPerson(transaction: Transaction, context: Context, email: string): Promise<void> {
  const [person] = await transaction
    .select({ id: people.id })
    .from(people)
    .where(
      and(
        eq(people.email, email),
        isNull(people.erasedAt),
        sql`exists (select from memberships m join tenants on tenants.id = m.tenant_id
          where m.person_id = people.id and ${administersTenant(context)})`,
      ),
    );
  if (!person) return;
  throw new ProblemError(
    "conflict",
    "There is already a person with this address. Change their role or tenant instead.",
  );
}
