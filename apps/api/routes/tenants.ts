import type { Administration } from "@eai/modules/identity";
import type { RegisterRoute } from "../register-route.ts";

export function registerTenantRoutes(register: RegisterRoute, administration: Administration): void {
  register("listTenants", ({ context, query }) => administration.listTenants(context, query));
  register("createTenant", ({ context, body }) => administration.createTenant(context, body));
  register("getTenant", ({ context, params }) => administration.getTenant(context, params.id));
  register("updateTenant", ({ context, params, body }) => administration.updateTenant(context, params.id, body));
  register("deleteTenant", ({ context, params }) => administration.deleteTenant(context, params.id));
  register("getTenantSettings", ({ context, params }) => administration.getTenantSettings(context, params.id));
  register("updateTenantSettings", ({ context, params, body }) =>
    administration.updateTenantSettings(context, params.id, body),
  );
}
