import { freePort, startProduct } from "../test/product.ts";
import type { Figure } from "./figure.ts";
import { openClient, type Target } from "./gateway/load.ts";
import {
  cpuSeconds,
  machineCpuSeconds,
  pin,
  residentMegabytes,
  startOnCore,
  startPortkey,
} from "./gateway/processes.ts";
import { median, quantile } from "./statistics.ts";

/** The load and the model share one core, who is measured has the other. */
const loadCore = 0;
const measuredCore = 1;
const rounds = 5;
const asksPerRound = 200;
const streamsPerRound = 40;
const concurrency = 32;
const throughputSeconds = 4;
const frameDistanceMs = 20;
const streamSeconds = 6;

interface Subject {
  name: string;
  pid: number;
  client: ReturnType<typeof openClient>;
  latencies: number[];
  firstWords: number[];
  perSecond: number[];
  cpuMilliseconds: number[];
}

/**
 * The gateway side by side with Portkey's and a bare proxy, each on one core, interleaved, five rounds. Ours signs in by
 * key, limits, and meters into its database: embedded, or the PostgreSQL that `BENCH_DATABASE_URL` names.
 */
export async function measureGateway(rest: readonly string[]): Promise<Figure[]> {
  pin(process.pid, loadCore);
  const [upstreamPort, barePort, portkeyPort] = [await freePort(), await freePort(), await freePort()];
  const origin = `http://127.0.0.1:${upstreamPort}`;
  const path = "/v1/chat/completions";
  const upstream = await startOnCore(loadCore, "./upstream.ts", String(upstreamPort));
  const bare = await startOnCore(measuredCore, "./bare-proxy.ts", String(barePort), origin, "key");
  const portkey = rest.includes("--without-portkey") ? undefined : await startPortkey(measuredCore, portkeyPort);
  // The embedded database is of one process; with a server the worker would be another.
  const roles = process.env.BENCH_DATABASE_URL ? "api" : "api,worker";
  await using product = await startProduct({ environment: productEnvironment(origin), roles });
  pin(product.process.pid ?? 0, measuredCore);
  const apiKey = await makeKey(product);

  const bearer = (key: string) => ({ authorization: `Bearer ${key}` });
  const subject = (name: string, pid: number | undefined, target: Target): Subject => ({
    name,
    pid: pid ?? 0,
    client: openClient(target),
    latencies: [],
    firstWords: [],
    perSecond: [],
    cpuMilliseconds: [],
  });
  const model = "load-model";
  const direct = subject("direct", upstream.pid, { origin, path, headers: bearer("key"), model });
  const subjects = [
    subject("bare proxy", bare.pid, { origin: `http://127.0.0.1:${barePort}`, path, headers: bearer("key"), model }),
    ...(portkey
      ? [
          subject("portkey", portkey.pid, {
            origin: `http://127.0.0.1:${portkeyPort}`,
            path,
            headers: {
              ...bearer("key"),
              "x-portkey-provider": "openai",
              "x-portkey-custom-host": `${origin}/v1`,
            },
            model,
          }),
        ]
      : []),
    subject("ours", product.process.pid, { origin: product.url, path, headers: bearer(apiKey), model }),
  ];
  for (const { client } of [direct, ...subjects]) {
    for (let warmUp = 0; warmUp < 300; warmUp += 1) await client.ask();
    for (let warmUp = 0; warmUp < 20; warmUp += 1) await client.firstWord();
  }
  let others = 0;
  for (let round = 0; round < rounds; round += 1) {
    for (const current of [direct, ...subjects]) {
      for (let index = 0; index < asksPerRound; index += 1) current.latencies.push(await current.client.ask());
      for (let index = 0; index < streamsPerRound; index += 1) {
        current.firstWords.push(await current.client.firstWord());
      }
    }
    for (const current of subjects) others = Math.max(others, await measureThroughput(current));
  }
  const figures = subjects.flatMap((current) => requestFigures(current, direct));
  for (const current of subjects) figures.push(...(await measureStreams(current)));
  figures.push({ name: "processor time others took, highest", value: others * 100, unit: "% of a core" });
  for (const { client } of [direct, ...subjects]) await client.close();
  for (const child of [upstream, bare, portkey]) child?.kill();
  return figures;
}

function productEnvironment(origin: string): Record<string, string> {
  const database = process.env.BENCH_DATABASE_URL;
  return {
    OPENAI_BASE_URL: `${origin}/v1`,
    OPENAI_API_KEY: "key",
    OPENAI_MODEL: "load-model",
    CALLS_PER_PERSON: "100000",
    // Counted like any limit, and never reached.
    USER_REQUESTS_PER_MINUTE: "1000000000",
    USER_TOKENS_PER_MINUTE: "1000000000",
    ...(database ? { DATABASE_URL: database } : {}),
    ...(process.env.BENCH_REDIS_URL ? { REDIS_URL: process.env.BENCH_REDIS_URL } : {}),
  };
}

async function makeKey(product: Awaited<ReturnType<typeof startProduct>>): Promise<string> {
  const person = await product.signUp({ name: "Bench", email: `bench-${Date.now()}@example.com` });
  const { key } = await person.call<{ key: string }>("POST", "/api/v1/api-keys", {
    name: "bench",
    scopes: ["chat.use"],
  });
  return key;
}

/** @returns the share of a core that neither the load nor the subject took */
async function measureThroughput(subject: Subject): Promise<number> {
  const [cpu, own, machine] = [cpuSeconds(subject.pid), cpuSeconds(process.pid), machineCpuSeconds()];
  const start = performance.now();
  let answers = 0;
  const until = start + throughputSeconds * 1000;
  await Promise.all(
    Array.from({ length: concurrency }, async () => {
      while (performance.now() < until) {
        await subject.client.ask();
        answers += 1;
      }
    }),
  );
  const seconds = (performance.now() - start) / 1000;
  const used = cpuSeconds(subject.pid) - cpu;
  subject.perSecond.push(answers / seconds);
  subject.cpuMilliseconds.push((used * 1000) / answers);
  return Math.max(0, (machineCpuSeconds() - machine - used - (cpuSeconds(process.pid) - own)) / seconds);
}

function requestFigures(
  { name, latencies, firstWords, perSecond, cpuMilliseconds }: Subject,
  direct: Subject,
): Figure[] {
  const cpu = median(cpuMilliseconds);
  return [
    { name: `${name}: added latency, median`, value: median(latencies) - median(direct.latencies), unit: "ms" },
    {
      name: `${name}: added latency, p99`,
      value: quantile(latencies, 0.99) - quantile(direct.latencies, 0.99),
      unit: "ms",
    },
    { name: `${name}: requests a second`, value: median(perSecond), unit: "/s" },
    { name: `${name}: processor time a request`, value: cpu, unit: "ms" },
    { name: `${name}: requests a second by processor time`, value: 1000 / cpu, unit: "/s" },
    { name: `${name}: added time to first word`, value: median(firstWords) - median(direct.firstWords), unit: "ms" },
  ];
}

/** The most streams that arrive whole and at most a tenth late; what a stream costs; memory at 400 of them. */
async function measureStreams({ name, pid, client }: Subject): Promise<Figure[]> {
  const frames = (streamSeconds * 1000) / frameDistanceMs;
  let most = 0;
  let memory = Number.NaN;
  let cpuShare = Number.NaN;
  for (const streams of [100, 200, 300, 400, 500, 600, 700]) {
    const cpu = cpuSeconds(pid);
    const start = performance.now();
    const running = Array.from({ length: streams }, () => client.stream(frames, frameDistanceMs));
    setTimeout(() => {
      if (streams === 400) memory = residentMegabytes(pid);
    }, streamSeconds * 800);
    const results = await Promise.all(running);
    const share = (cpuSeconds(pid) - cpu) / ((performance.now() - start) / 1000);
    if (streams === 200) cpuShare = share;
    const whole = results.every((result) => result.frames === frames && result.milliseconds < streamSeconds * 1100);
    if (whole) most = streams;
    if (streams >= 400 && !whole) break;
  }
  return [
    { name: `${name}: streams at 50 frames/s that arrive whole`, value: most, unit: "" },
    { name: `${name}: streams a core by processor time at 200`, value: 200 / cpuShare, unit: "" },
    { name: `${name}: memory at 400 streams`, value: memory, unit: "MB" },
  ];
}
