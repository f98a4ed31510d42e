import type { Role } from "@eai/contract";
import { sql } from "drizzle-orm";

/**
 * The role a person has right now, for a query over `people` and `memberships`. A role that a directory gave counts
 * only while its claims are recent enough.
 */
export const currentRole = sql<Role | null>`case
  when memberships.role_source = 'directory' and exists (
    select 1 from directory_profiles d where d.person_id = people.id and d.claims_expire_at <= now())
  then 'member' else memberships.role end`;

/** How long groups read from Graph are taken as read before they are read again. */
const freshSeconds = 60;
/** After a failure none of them counts, so it is tried sooner. */
const retrySeconds = 15;

/** Whether a person's groups should be read from Graph again, for a query over `people`. */
export const groupsAreDue = sql<boolean>`exists (
  select 1 from directory_profiles d
  where d.person_id = people.id and d.provider_id = 'microsoft' and d.groups_read_at < now() - make_interval(
    secs => case d.groups_state when 'known' then ${freshSeconds}::int else ${retrySeconds}::int end))`;
