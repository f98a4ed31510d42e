import type { Role } from "@eai/contract";
import type { Context, PersonActor, TenantPlace } from "@eai/modules/kernel";
import { permissionsOf } from "./access.ts";

/** A person with all that their role permits. */
export function personActor(
  person: { id: string; name: string; groupIds: readonly string[] },
  role: Role,
  via: PersonActor["via"],
): PersonActor {
  const { id, name, groupIds } = person;
  return { kind: "person", personId: id, name, role, permissions: permissionsOf(role), groupIds, via };
}

/** The context of what a person does by signing in, before there is a request of theirs. */
export function personContext(
  person: { id: string; name: string },
  role: Role,
  tenant: TenantPlace,
  requestId: string,
): Context {
  return {
    actor: personActor({ ...person, groupIds: [] }, role, "cookie"),
    tenantId: tenant.id,
    tenantPath: tenant.path,
    requestId,
    channel: "web",
    signal: new AbortController().signal,
  };
}
