import type { DeploymentAdministration } from "@eai/modules/models";
import type { RegisterRoute } from "../register-route.ts";

export function registerDeploymentRoutes(register: RegisterRoute, deployments: DeploymentAdministration): void {
  register("listDeployments", async ({ context }) => ({ data: await deployments.listDeployments(context) }));
  register("drainDeployment", ({ context, params, body }) => deployments.drainDeployment(context, params.id, body));
  register("resumeDeployment", ({ context, params }) => deployments.resumeDeployment(context, params.id));
}
