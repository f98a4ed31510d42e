import type { Readiness, System } from "@eai/contract";
import type { ApiMetrics } from "../metrics.ts";
import type { RegisterRoute } from "../register-route.ts";

export interface SystemDependencies {
  version: string;
  metrics: ApiMetrics;
  isStopping(): boolean;
  describeSystem(): Promise<System>;
  checkDependencies(): Promise<Readiness["dependencies"]>;
}

export function registerSystemRoutes(register: RegisterRoute, dependencies: SystemDependencies): void {
  const { version, metrics } = dependencies;

  register("getLiveness", () => ({ status: "ok" as const, version }));

  register("getReadiness", async ({ reply }) => {
    const checked = await dependencies.checkDependencies();
    const isReady = checked.every((dependency) => dependency.state === "up" || !dependency.needed);
    const status = dependencies.isStopping() ? "stopping" : isReady ? "ready" : "not_ready";
    const readiness: Readiness = { status, dependencies: checked };
    if (status === "ready") return readiness;
    return reply.code(503).header("retry-after", "3").serializer(JSON.stringify).send(readiness);
  });

  register("getMetrics", async ({ reply }) =>
    reply.type(metrics.registry.contentType).send(await metrics.registry.metrics()),
  );

  register("getSystem", () => dependencies.describeSystem());
}
