import { type SQL, sql } from "drizzle-orm";

/**
 * The ids of the groups a person is in right now, as an array. Groups told by a directory at sign-in count only while they
 * are known, and were told recently enough.
 * @param personId whose: a value, or a column of the query around
 */
export function currentGroupIds(personId: SQL): SQL<string[]> {
  return sql<string[]>`array(
    select distinct m.group_id from group_members m
    left join directory_profiles d on d.person_id = m.person_id
    where m.person_id = ${personId}
      and (m.source <> 'token' or (d.groups_state = 'known' and d.groups_expire_at > now())))`;
}
