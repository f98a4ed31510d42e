import type { UsageEntry } from "@eai/modules/governance";
import { Counter, Gauge, Histogram, type Registry } from "prom-client";

/**
 * Counts and times the calls of models, into the registry of this process.
 * @param waiting calls that the ledger has still to write
 * @returns to be told of every call once, when it is recorded. Nothing of who asked goes into a label
 */
export function measureUsage(registry: Registry, waiting: () => number): (entry: UsageEntry) => void {
  const registers = [registry];
  const calls = new Counter({
    name: "eai_model_calls_total",
    help: "Calls that reached a model",
    labelNames: ["model", "deployment", "purpose", "outcome"],
    registers,
  });
  const tokens = new Counter({
    name: "eai_model_tokens_total",
    help: "Tokens of calls; cached_input is part of input, reasoning of output",
    labelNames: ["model", "type"],
    registers,
  });
  const cost = new Counter({
    name: "eai_model_cost_micro_usd_total",
    help: "Cost of calls in millionths of a US dollar",
    labelNames: ["model", "region"],
    registers,
  });
  const firstToken = new Histogram({
    name: "eai_model_first_token_seconds",
    help: "Time from sending a call to its first token",
    labelNames: ["model", "deployment"],
    buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
    registers,
  });
  const duration = new Histogram({
    name: "eai_model_call_duration_seconds",
    help: "Time from sending a call to its end",
    labelNames: ["model", "deployment", "purpose"],
    buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300],
    registers,
  });
  new Gauge({
    name: "eai_usage_records_waiting",
    help: "Calls that wait in memory to be written to the database",
    registers,
    collect() {
      this.set(waiting());
    },
  });
  return (entry) => {
    const { model, deploymentId: deployment, purpose, outcome } = entry;
    calls.inc({ model, deployment, purpose, outcome });
    tokens.inc({ model, type: "input" }, entry.promptTokens);
    tokens.inc({ model, type: "cached_input" }, entry.cachedTokens);
    tokens.inc({ model, type: "output" }, entry.completionTokens);
    tokens.inc({ model, type: "reasoning" }, entry.reasoningTokens);
    cost.inc({ model, region: entry.region ?? "unknown" }, entry.costMicroUsd);
    if (entry.firstTokenMs !== null) firstToken.observe({ model, deployment }, entry.firstTokenMs / 1000);
    duration.observe({ model, deployment, purpose }, entry.latencyMs / 1000);
  };
}
