import type { Routing, RoutingObserver } from "@eai/modules/models";
import { Counter, Gauge, type Registry } from "prom-client";

/** Counts what the routing does. */
export function measureRouting(registry: Registry): Required<RoutingObserver> {
  const registers = [registry];
  const attempts = new Counter({
    name: "eai_model_attempts_total",
    help: "Calls of deployments by how they ended: ok, aborted, or the kind of failure",
    labelNames: ["deployment", "outcome"],
    registers,
  });
  const failovers = new Counter({
    name: "eai_model_failovers_total",
    help: "Questions that went on to another deployment, by the kind of failure of the one before",
    labelNames: ["from"],
    registers,
  });
  return {
    attempted: (deployment, outcome) => attempts.inc({ deployment, outcome }),
    failedOver: (from) => failovers.inc({ from }),
  };
}

const figures = { closed: 0, half_open: 1, open: 2 } as const;

/** Adds the state of the breaker of every deployment, as it is when asked. */
export function measureBreakers(registry: Registry, routing: Routing, deploymentIds: readonly string[]): void {
  new Gauge({
    name: "eai_deployment_breaker_state",
    help: "Circuit breaker of a deployment in this process: 0 closed, 1 half-open, 2 open",
    labelNames: ["deployment"],
    registers: [registry],
    collect() {
      for (const deployment of deploymentIds) this.set({ deployment }, figures[routing.breaker(deployment).state]);
    },
  });
}
