import type { Identity } from "@eai/modules/identity";
import { authenticatedOf } from "../authenticate.ts";
import type { RegisterRoute } from "../register-route.ts";

/** One's own API keys and sign-ins. */
export function registerAccountRoutes(register: RegisterRoute, identity: Identity): void {
  register("listApiKeys", ({ context, query }) => identity.listApiKeys(context, query));

  register("createApiKey", ({ context, body }) => identity.createApiKey(context, body));

  register("revokeApiKey", ({ context, params }) => identity.revokeApiKey(context, params.id));

  register("listSignIns", ({ context, query, request }) =>
    identity.listSignIns(context, query, authenticatedOf(request).signInId),
  );

  register("endSignIn", ({ context, params }) => identity.endSignIn(context, params.id));

  register("endOtherSignIns", ({ context, request }) =>
    identity.endOtherSignIns(context, authenticatedOf(request).signInId),
  );
}
