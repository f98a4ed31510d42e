import type { FallbackObserver, LimitObserver } from "@eai/modules/governance";
import { Counter, Gauge, Histogram, type Registry } from "prom-client";

export interface LimitMetrics {
  limits: LimitObserver;
  fallback: FallbackObserver;
}

/** What the limits of a minute refused and have left. Labels are few and name nobody. */
export function createLimitMetrics(registry: Registry): LimitMetrics {
  const registers = [registry];
  const refused = new Counter({
    name: "eai_limit_refused_total",
    help: "Calls refused by a limit of a minute, by what was used up and at which level",
    labelNames: ["kind", "level"],
    registers,
  });
  const remaining = new Histogram({
    name: "eai_limit_remaining_ratio",
    help: "Share of a limit that was left after a call took of it",
    labelNames: ["kind", "level"],
    buckets: [0, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 1],
    registers,
  });
  const fallback = new Counter({
    name: "eai_limiter_fallback_total",
    help: "Calls decided by this process alone because the shared counters were lost",
    registers,
  });
  const lost = new Gauge({
    name: "eai_limiter_shared_counters_lost",
    help: "1 while this process limits by itself because the shared counters are lost",
    registers,
  });
  return {
    limits: {
      refused: (labels) => refused.inc({ ...labels }),
      remaining: ({ ratio, ...labels }) => remaining.observe(labels, ratio),
    },
    fallback: { decidedLocally: () => fallback.inc(), lost: (isLost) => lost.set(isLost ? 1 : 0) },
  };
}
