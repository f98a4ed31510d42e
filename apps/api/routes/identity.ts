import type { Identity } from "@eai/modules/identity";
import type { RegisterRoute } from "../register-route.ts";

export function registerIdentityRoutes(register: RegisterRoute, identity: Identity): void {
  register("getMe", ({ context }) => identity.me(context));
}
