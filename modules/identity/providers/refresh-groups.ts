import type { Database } from "@eai/modules/kernel";
import { eq } from "drizzle-orm";
import { directoryProfiles, people } from "../tables.ts";
import { groupsAreDue } from "./current-claims.ts";
import type { GraphGroups } from "./graph-groups.ts";
import { recordGroups } from "./record-directory.ts";
import type { DirectorySettings } from "./settings.ts";

interface RefreshDependencies {
  database: Database;
  /** Undefined: groups are read at a sign-in only. */
  graph: GraphGroups | undefined;
  settings: DirectorySettings;
}

/** True when something was read, and what was known of the person is out of date. */
export type RefreshGroups = (personId: string, requestId: string) => Promise<boolean>;

/**
 * Reads the groups of a person again while they work here, so that what their directory takes away is gone within a
 * minute. A failure leaves them without groups.
 */
export function createRefreshGroups({ database, graph, settings }: RefreshDependencies): RefreshGroups {
  const running = new Map<string, Promise<boolean>>();

  async function refresh(reader: GraphGroups, personId: string, requestId: string): Promise<boolean> {
    // Another process may have been faster.
    const [row] = await database
      .select({ profile: directoryProfiles, isDue: groupsAreDue })
      .from(people)
      .innerJoin(directoryProfiles, eq(directoryProfiles.personId, people.id))
      .where(eq(people.id, personId));
    if (!row?.isDue) return true;
    const { directoryTenantId, objectId, appRoles } = row.profile;
    if (directoryTenantId === null) return false;
    const groups = await reader.read(directoryTenantId, objectId);
    await database.transaction((transaction) =>
      recordGroups(transaction, { appRoles, directoryTenantId, groups }, { personId, requestId, settings }),
    );
    return true;
  }

  return async (personId, requestId) => {
    if (!graph) return false;
    const begun = running.get(personId);
    if (begun) return begun;
    const work = refresh(graph, personId, requestId).finally(() => running.delete(personId));
    running.set(personId, work);
    return work;
  };
}
