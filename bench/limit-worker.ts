import { createRedisCounter } from "@eai/adapters/redis";
import { CombinedRateLimiter, type LimitScope } from "@eai/modules/governance";
import { silentLog } from "@eai/modules/kernel";
import type { Raced, RaceInput } from "./limits.ts";
import { quantile } from "./statistics.ts";

// One of the processes that race for limits. Takes its order from the process that started it, and tells it the end.

process.once("message", async (order) => {
  const input = order as RaceInput;
  const counter = createRedisCounter({ url: input.redisUrl, log: silentLog, slotMs: input.slotMs });
  const limiter = new CombinedRateLimiter(counter);
  const scopes = scopesOf(input);
  const raced: Raced = { admissions: [], takes: 0, seconds: 0, medianMs: 0, p99Ms: 0 };
  const durations: number[] = [];
  let left = input.takes;

  async function race(): Promise<void> {
    while (left > 0) {
      left -= 1;
      const person = Math.floor(Math.random() * scopes.length);
      const scope = scopes[person];
      if (!scope) continue;
      const tokens = 1 + Math.floor(Math.random() * 200);
      const startedAt = performance.now();
      const take = await limiter.take(scope, { requests: 1, tokens });
      durations.push(performance.now() - startedAt);
      raced.takes += 1;
      if (take.refusal) continue;
      // Some use less than they reserved, and the rest is free for others.
      const used = input.settles && tokens % 3 === 0 ? Math.floor(tokens / 2) : tokens;
      if (used < tokens) take.correct({ tokens: used - tokens });
      raced.admissions.push([take.atMs, person, used]);
      if (raced.admissions.length === 1) process.send?.("took");
    }
  }

  const startedAt = performance.now();
  await Promise.all(Array.from({ length: input.concurrency }, race));
  raced.seconds = (performance.now() - startedAt) / 1000;
  raced.medianMs = quantile(durations, 0.5);
  raced.p99Ms = quantile(durations, 0.99);
  process.send?.(raced, () => process.exit(0));
});

/** A person each, all of one tenant. */
function scopesOf({ group, people, limits }: RaceInput): LimitScope[] {
  const tenant = { kind: "tenant" as const, id: group, name: "Tenant", ...limits.tenant };
  return Array.from({ length: people }, (_, index) => ({
    organizationId: group,
    levels: [{ kind: "person" as const, id: `per_${index}`, name: "Person", ...limits.person }, tenant],
  }));
}
