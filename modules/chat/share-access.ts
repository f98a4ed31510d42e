import { withinOrganization } from "@eai/modules/identity";
import { type Context, type Database, notFound, ownOrganization, rowsOf } from "@eai/modules/kernel";
import { sql } from "drizzle-orm";
import { requirePerson } from "./dependencies.ts";
import { isStorable } from "./storable-text.ts";

/** What somebody else shared, as a reader may know it. */
export interface ReadableShare {
  id: string;
  title: string;
  conversationId: string;
  /** The last answer that is shown. */
  messageId: string;
  ownerName: string;
  /** Where its owner is now. */
  ownerTenantId: string;
  updatedAt: string;
}

/**
 * The one decision about who may read what was shared: everyone signed in to the organisation it was shared in, while its
 * owner belongs to that organisation too and is not suspended. Nothing crosses the border of an organisation: not a
 * conversation that was had in another one, and not the share of a person who was moved.
 * @throws ProblemError `not_found`
 */
export async function findReadableShare(database: Database, context: Context, id: string): Promise<ReadableShare> {
  requirePerson(context);
  if (!isStorable(id)) throw notFound("share");
  const organizationId = ownOrganization(context);
  const [share] = await rowsOf<ReadableShare>(
    database,
    sql`select s.id, s.title, s.conversation_id as "conversationId", s.message_id as "messageId",
        people.name as "ownerName", memberships.tenant_id as "ownerTenantId",
        to_char(s.updated_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "updatedAt"
      from conversation_shares s
      join conversations c on c.id = s.conversation_id
      join people on people.id = c.person_id and people.erased_at is null
      join memberships on memberships.person_id = people.id and memberships.suspended_at is null
      join tenants on tenants.id = memberships.tenant_id and tenants.path[1] = ${organizationId}
      where s.id = ${id} and s.organization_id = ${organizationId}
        and ${withinOrganization(sql`c.tenant_id`, organizationId)}`,
  );
  if (!share) throw notFound("share");
  return share;
}
