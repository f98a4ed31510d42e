import { createHash } from "node:crypto";
import type { ProviderId } from "./settings.ts";

/** Why the groups of a person are not known. What each means to them is said in `groups-unavailable.ts`. */
export type GroupsReason = "not_configured" | "refused" | "unreachable" | "too_many";

export interface DirectoryGroup {
  /** The directory's own id of the group, the only thing that is compared. */
  externalId: string;
  name: string | undefined;
}

export type DirectoryGroups =
  | { state: "known"; groups: readonly DirectoryGroup[] }
  | { state: "unavailable"; reason: GroupsReason };

/** Who somebody is, as a provider vouched for it. Made only out of a token whose signature and claims were checked. */
export interface VerifiedIdentity {
  providerId: ProviderId;
  issuer: string;
  /** Entra's `tid`; null for other providers. */
  directoryTenantId: string | null;
  /** Entra's `oid`, or the `sub` of other providers. */
  objectId: string;
  name: string;
  /** For display only, as is the address: both can be changed to anything. */
  userName: string | undefined;
  contactEmail: string | undefined;
  appRoles: readonly string[];
  groups: DirectoryGroups;
  /** The provider's own session. */
  sessionId: string | undefined;
  logoutHint: string | undefined;
}

/** What an account is found by. */
export interface ProviderAccount {
  accountId: string;
  /** Stands where others have an e-mail address. No mail reaches it, and nobody can sign up with it. */
  email: string;
}

/**
 * The key of a person of a provider: of Entra tenant and object id, of others issuer and subject, because a subject means
 * somebody else where another issuer is configured one day. Never an e-mail address.
 * @param realm Entra's `tid`; of another provider its issuer
 */
export function providerAccount(providerId: ProviderId, realm: string, objectId: string): ProviderAccount {
  // An issuer has slashes, as a subject may have, but no blank.
  const accountId = providerId === "microsoft" ? `${realm}/${objectId}` : `${realm} ${objectId}`;
  const digest = createHash("sha256").update(`${providerId}\n${accountId}`).digest("hex").slice(0, 40);
  return { accountId, email: `${digest}@${providerId}.invalid` };
}

/** Addresses under `.invalid` stand for people of a directory and are nobody's to sign up with. */
export function isReservedEmail(email: string): boolean {
  return /\.invalid\.?$/i.test(email.trim());
}
