import type { LimitVerbs } from "@eai/modules/identity";
import type { RegisterRoute } from "../register-route.ts";

export function registerLimitRoutes(register: RegisterRoute, limits: LimitVerbs): void {
  register("getLimits", ({ context }) => limits.getLimits(context));
  register("getTenantLimits", ({ context, params }) => limits.getTenantLimits(context, params.id));
}
