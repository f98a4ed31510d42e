import type { Role } from "@eai/contract";
import type { Context } from "@eai/modules/kernel";
import { permissionsOf } from "./access.ts";

/** The context of what a person does by signing in, before there is a request of theirs. */
export function personContext(
  person: { id: string; name: string },
  role: Role,
  tenant: { id: string; path: readonly string[] },
  requestId: string,
): Context {
  return {
    actor: {
      kind: "person",
      personId: person.id,
      name: person.name,
      role,
      permissions: permissionsOf(role),
      groupIds: [],
      via: "cookie",
    },
    tenantId: tenant.id,
    tenantPath: tenant.path,
    requestId,
    channel: "web",
    signal: new AbortController().signal,
  };
}
