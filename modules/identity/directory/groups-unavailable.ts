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

/** What a directory profile says of groups, as the queries read it. */
export interface GroupsStatus {
  groupsState: "known" | "unavailable";
  groupsReason: string | null;
  isExpired: boolean;
}

/** Why the groups of a person do not count right now, and what to do; null when they do. */
export function groupsUnavailable(status: GroupsStatus | undefined): string | null {
  if (!status) return null;
  const { groupsState, groupsReason, isExpired } = status;
  if (groupsState === "unavailable") return sentences[isReason(groupsReason) ? groupsReason : "unreachable"];
  return isExpired ? expired : null;
}

function isReason(reason: string | null): reason is GroupsReason {
  return reason !== null && Object.hasOwn(sentences, reason);
}
