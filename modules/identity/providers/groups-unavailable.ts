import type { Database } from "@eai/modules/kernel";
import { eq, sql } from "drizzle-orm";
import { directoryProfiles } from "../tables.ts";
import type { GroupsReason } from "./verified-identity.ts";

const sentences: Readonly<Record<GroupsReason, string>> = {
  not_configured:
    "You are in more groups than fit into a sign-in, and the platform may not read them elsewhere. What groups give you access to is closed. Ask an administrator to set up reading groups from Microsoft Graph.",
  refused:
    "Your directory refuses to tell the platform your groups. What groups give you access to is closed. Ask an administrator to check the application's permission to read groups.",
  unreachable:
    "Your directory did not tell your groups in time. What groups give you access to is closed until it does. Try again in a moment, or sign in again.",
  too_many:
    "You are in more groups than the platform reads. What groups give you access to is closed. Ask an administrator.",
};
const expired =
  "Your groups and roles were told too long ago to count. What they give you access to is closed. Sign in again.";

/** Why the groups of a person do not count right now, and what to do; null when they do. */
export async function readGroupsUnavailable(database: Database, personId: string): Promise<string | null> {
  const [profile] = await database
    .select({
      state: directoryProfiles.groupsState,
      reason: directoryProfiles.groupsReason,
      isExpired: sql<boolean>`least(${directoryProfiles.groupsExpireAt}, ${directoryProfiles.claimsExpireAt}) <= now()`,
    })
    .from(directoryProfiles)
    .where(eq(directoryProfiles.personId, personId));
  if (!profile) return null;
  if (profile.state === "unavailable") return sentences[isReason(profile.reason) ? profile.reason : "unreachable"];
  return profile.isExpired ? expired : null;
}

function isReason(reason: string | null): reason is GroupsReason {
  return reason !== null && Object.hasOwn(sentences, reason);
}
