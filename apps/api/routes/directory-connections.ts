import type { Identity } from "@eai/modules/identity";
import type { RegisterRoute } from "../register-route.ts";

export function registerDirectoryConnectionRoutes(register: RegisterRoute, identity: Identity): void {
  register("listDirectoryConnections", ({ context, query }) => identity.listDirectoryConnections(context, query));

  register("createDirectoryConnection", ({ context, body }) => identity.createDirectoryConnection(context, body));

  register("revokeDirectoryConnection", ({ context, params }) =>
    identity.revokeDirectoryConnection(context, params.id),
  );
}
