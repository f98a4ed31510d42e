import type { Identity } from "@eai/modules/identity";
import { authenticatedOf } from "../authenticate.ts";
import type { RegisterRoute } from "../register-route.ts";

/** One's own API keys and sign-ins. */
export function registerAccountRoutes(register: RegisterRoute, identity: Identity): void {
  register("listApiKeys", ({ context, query }) => identity.listApiKeys(context, query));

  register("createApiKey", ({ context, body }) => identity.createApiKey(context, body));

  register("revokeApiKey", async ({ context, params }) => {
    await identity.revokeApiKey(context, params.id);
    return undefined;
  });

  register("listSignIns", ({ context, query, request }) =>
    identity.listSignIns(context, query, authenticatedOf(request).signInId),
  );

  register("endSignIn", async ({ context, params }) => {
    await identity.endSignIn(context, params.id);
    return undefined;
  });

  register("endOtherSignIns", async ({ context, request }) => {
    await identity.endOtherSignIns(context, authenticatedOf(request).signInId);
    return undefined;
  });
}
