import type { Role } from "@eai/contract";
import { type PersonActor, ProblemError } from "@eai/modules/kernel";
import { sql } from "drizzle-orm";
import { suspendedSentence } from "./auth-adapter.ts";
import { currentGroupIds } from "./current-groups.ts";
import { personActor } from "./person-context.ts";
import { currentRole, groupsAreDue } from "./providers/current-claims.ts";
import { isProviderId } from "./providers/settings.ts";
import { memberships, people, signIns, tenants } from "./tables.ts";
import { invalidToken } from "./verify-token.ts";

export interface Authenticated {
  actor: PersonActor;
  tenantId: string;
  tenantPath: readonly string[];
  /** The sign-in behind the cookie or token; null for other ways in. */
  signInId: string | null;
  /** The sign-in is more than a day old: its cookie should be renewed. */
  signInNeedsRenewal: boolean;
}

/** What every way in has to read of a person. */
export interface PersonRow {
  id: string;
  name: string;
  erasedAt: Date | null;
  role: Role | null;
  suspendedAt: Date | null;
  tenantId: string | null;
  tenantPath: string[] | null;
  groupIds: string[];
  /** Their directory told their groups some time ago. */
  groupsAreDue: boolean;
}

/** Of the sign-in, for the ways in that have one. */
export interface SignInRow {
  signInId: string | null;
  signInUpdatedAt: Date | null;
  signInProviderId: string | null;
}

const renewAfterMs = 86_400_000;

/** Columns of a query over `people`, `memberships` and `tenants`. */
export const personColumns = {
  id: people.id,
  name: people.name,
  erasedAt: people.erasedAt,
  role: currentRole,
  suspendedAt: memberships.suspendedAt,
  tenantId: tenants.id,
  tenantPath: tenants.path,
  groupIds: currentGroupIds(sql`people.id`),
  groupsAreDue,
};

export const signInColumns = {
  signInId: signIns.id,
  signInUpdatedAt: signIns.updatedAt,
  signInProviderId: signIns.providerId,
};

/** Whether the directory of this person should be asked for their groups again, if it can be. */
export function needsGroups({ groupsAreDue: areDue, suspendedAt, erasedAt }: PersonRow): boolean {
  return areDue && !suspendedAt && !erasedAt;
}

/** Says also who it is, so that the refusal can be recorded as theirs. */
export class SuspendedPersonError extends ProblemError {
  override name = "SuspendedPersonError";
  readonly authenticated: Authenticated;
  constructor(authenticated: Authenticated) {
    super("suspended", suspendedSentence);
    this.authenticated = authenticated;
  }
}

/** @throws SuspendedPersonError, or ProblemError `unauthenticated` for somebody erased or without a place */
export function present(row: PersonRow & Partial<SignInRow>, via: PersonActor["via"]): Authenticated {
  if (row.erasedAt || row.role === null || row.tenantId === null || row.tenantPath === null) throw invalidToken();
  const age = row.signInUpdatedAt ? Date.now() - row.signInUpdatedAt.getTime() : 0;
  const authenticated: Authenticated = {
    actor: {
      ...personActor(row, row.role, via),
      ...(via === "cookie" && isProviderId(row.signInProviderId) ? { signInProviderId: row.signInProviderId } : {}),
    },
    tenantId: row.tenantId,
    tenantPath: row.tenantPath,
    signInId: via === "cookie" || via === "token" ? (row.signInId ?? null) : null,
    signInNeedsRenewal: via === "cookie" && age > renewAfterMs,
  };
  if (row.suspendedAt) throw new SuspendedPersonError(authenticated);
  return authenticated;
}
