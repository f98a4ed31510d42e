import { type ChildProcess, fork } from "node:child_process";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { createRedisCounter } from "@eai/adapters/redis";
import { CombinedRateLimiter, type MinuteLimits, windowSlots } from "@eai/modules/governance";
import { silentLog } from "@eai/modules/kernel";
import { startRealRedis } from "../scripts/real-redis.ts";
import type { Figure } from "./figure.ts";
import { mostInWindow } from "./most-in-window.ts";

export interface RaceInput {
  redisUrl: string;
  /** An organisation of its own for each race. */
  group: string;
  /** Of each process. */
  takes: number;
  /** Takes under way at the same time in each process. */
  concurrency: number;
  people: number;
  limits: { person: MinuteLimits; tenant: MinuteLimits };
  slotMs: number;
  /** Whether some give back a part of what they took. */
  settles: boolean;
}

/** What one process saw. */
export interface Raced {
  /** Time of Redis, person, and tokens in the end. */
  admissions: [atMs: number, person: number, tokens: number][];
  takes: number;
  seconds: number;
  medianMs: number;
  p99Ms: number;
}

export interface RaceResult {
  takes: number;
  admitted: number;
  /** By how much any limit was exceeded in any sixty seconds, all together. */
  overAdmitted: number;
  takesPerSecond: number;
  medianMs: number;
  p99Ms: number;
}

const processes = 2;

/** Lets two processes race for the same limits on one Redis, and judges by the times at which they were admitted. */
export async function raceForLimits(input: RaceInput): Promise<RaceResult> {
  const raced = await Promise.all(Array.from({ length: processes }, () => raceInProcess(input)));
  const admissions = raced.flatMap((one) => one.admissions);
  return {
    takes: raced.reduce((sum, { takes }) => sum + takes, 0),
    admitted: admissions.length,
    overAdmitted: overAdmittedOf(admissions, input),
    takesPerSecond: raced.reduce((sum, { takes, seconds }) => sum + takes / seconds, 0),
    medianMs: Math.max(...raced.map(({ medianMs }) => medianMs)),
    p99Ms: Math.max(...raced.map(({ p99Ms }) => p99Ms)),
  };
}

/**
 * Kills a process with SIGKILL while it takes and settles nothing.
 * @returns how much the tenant had used at the kill, and how long after it all of that had left, by asking each second
 */
export async function killWhileTaking(input: RaceInput): Promise<{ usedTokens: number; leftAfterMs: number }> {
  const child = startWorker({ ...input, settles: false });
  await new Promise<void>((resolve) => child.on("message", (message) => message === "took" && resolve()));
  await delay(20);
  child.kill("SIGKILL");
  await new Promise((resolve) => child.once("exit", resolve));
  const killedAt = performance.now();
  const counter = createRedisCounter({ url: input.redisUrl, log: silentLog, slotMs: input.slotMs });
  const limiter = new CombinedRateLimiter(counter);
  const levels = [{ kind: "tenant" as const, id: input.group, name: "Tenant", ...input.limits.tenant }];
  async function used(): Promise<number> {
    const windows = await limiter.look({ organizationId: input.group, levels });
    return Math.max(...windows.map(({ limit, remaining }) => limit - remaining));
  }
  const usedTokens = await used();
  while ((await used()) > 0) await delay(input.slotMs);
  await counter.end();
  return { usedTokens, leftAfterMs: performance.now() - killedAt };
}

/** Two processes racing on one Redis: over-admissions, throughput, and what a killed process leaves. */
export async function measureLimits([takes = "200000"]: readonly string[]): Promise<Figure[]> {
  const redis = await startRealRedis();
  const input: RaceInput = {
    redisUrl: redis.url,
    group: "ten_race",
    takes: Math.ceil(Number(takes) / processes),
    concurrency: 100,
    people: 50,
    limits: { person: { requests: 500, tokens: 40_000 }, tenant: { requests: 20_000, tokens: 1_500_000 } },
    slotMs: 1000,
    settles: true,
  };
  const race = await raceForLimits(input);
  const killed = await killWhileTaking({ ...input, group: "ten_killed", takes: 1_000_000 });
  await redis.stop();
  return [
    { name: "takes of limits by two processes", value: race.takes, unit: "" },
    { name: "of these admitted", value: race.admitted, unit: "" },
    { name: "admitted over a limit in any 60 s", value: race.overAdmitted, unit: "", target: "0" },
    { name: "takes a second, two processes together", value: race.takesPerSecond, unit: "/s" },
    { name: `one take, ${input.concurrency} at a time each, median`, value: race.medianMs, unit: "ms" },
    { name: `one take, ${input.concurrency} at a time each, p99`, value: race.p99Ms, unit: "ms" },
    { name: "tokens held by a process when it was killed", value: killed.usedTokens, unit: "" },
    { name: "all of them free after", value: killed.leftAfterMs / 1000, unit: "s", target: "at most 62" },
  ];
}

function startWorker(input: RaceInput): ChildProcess {
  const child = fork(fileURLToPath(new URL("limit-worker.ts", import.meta.url)));
  child.send(input);
  return child;
}

async function raceInProcess(input: RaceInput): Promise<Raced> {
  const child = startWorker(input);
  return new Promise((resolve, reject) => {
    child.on("message", (message) => message !== "took" && resolve(message as Raced));
    child.once("exit", (code) => reject(new Error(`A process ended with code ${code}`)));
  });
}

function overAdmittedOf(admissions: Raced["admissions"], { people, limits, slotMs }: RaceInput): number {
  const windowMs = (windowSlots - 1) * slotMs;
  function excess(chosen: Raced["admissions"], { requests, tokens }: MinuteLimits): number {
    const counted = chosen.map(([atMs]) => ({ atMs, amount: 1 }));
    const summed = chosen.map(([atMs, , amount]) => ({ atMs, amount }));
    return (
      Math.max(0, mostInWindow(counted, windowMs) - (requests ?? Number.POSITIVE_INFINITY)) +
      Math.max(0, mostInWindow(summed, windowMs) - (tokens ?? Number.POSITIVE_INFINITY))
    );
  }
  let sum = excess(admissions, limits.tenant);
  for (let index = 0; index < people; index++) {
    sum += excess(
      admissions.filter(([, person]) => person === index),
      limits.person,
    );
  }
  return sum;
}
