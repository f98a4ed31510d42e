import type { LimitState, Permission, Role } from "@eai/contract";
import { newId } from "./ids.ts";

/** Who acts. Never a nullable user: a job acts as the system, and says which. */
export type Actor = PersonActor | SystemActor;

export interface PersonActor {
  kind: "person";
  personId: string;
  name: string;
  role: Role;
  /** Of their role; through an API key only those its scopes name. */
  permissions: ReadonlySet<Permission>;
  /** The groups they are in right now, of the directory and of the platform. */
  groupIds: readonly string[];
  /** How they came in. */
  via: "cookie" | "token" | "entra_token" | "api_key" | "dev_bypass";
  /** Which provider vouched for them, when they came by the cookie of such a sign-in. */
  signInProviderId?: "microsoft" | "oidc";
  /** Set when they came by an API key. */
  apiKeyId?: string;
}

export interface SystemActor {
  kind: "system";
  /** The part that acts: `ingestion`, `recovery`, `sweep`. */
  name: string;
}

/** What every verb is told about the request: who, where, until when. */
export interface Context {
  actor: Actor;
  /** The tenant the actor belongs to, and with it all above: root first, own tenant last. */
  tenantId: string;
  tenantPath: readonly string[];
  requestId: string;
  channel: "web" | "api" | "worker";
  /** Aborts when the caller is gone or the server stops. */
  signal: AbortSignal;
  /** Hears what is left of the limits when something was taken of them: the door tells it beside the answer. */
  hearLimits?: (limits: LimitState) => void;
  /** `Idempotency-Key` of the request. */
  idempotencyKey?: string;
}

/** A tenant and where it is in the tree: `path` is the ids from the root down to its own. */
export interface TenantPlace {
  id: string;
  path: readonly string[];
}

/** The root tenant above a tenant, which is the whole organisation. */
export function organizationOf({ id, path }: TenantPlace): string {
  return path[0] ?? id;
}

/** The organisation of whoever acts. */
export function ownOrganization({ tenantId, tenantPath }: Pick<Context, "tenantId" | "tenantPath">): string {
  return organizationOf({ id: tenantId, path: tenantPath });
}

/** A context for work that no person asked for just now. */
export function systemContext(name: string, tenant: TenantPlace, signal?: AbortSignal): Context {
  return {
    actor: { kind: "system", name },
    tenantId: tenant.id,
    tenantPath: tenant.path,
    requestId: newId("req"),
    channel: "worker",
    signal: signal ?? new AbortController().signal,
  };
}

/** The id that owns what the actor makes: a person's, or `system:<name>`. */
export function actorId(actor: Actor): string {
  switch (actor.kind) {
    case "person":
      return actor.personId;
    case "system":
      return `system:${actor.name}`;
    default:
      return actor satisfies never;
  }
}
