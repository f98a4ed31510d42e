import type { FastifyInstance } from "fastify";
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";

export interface Metrics {
  registry: Registry;
  streamsOpen: Gauge;
  streamSeconds: Histogram;
}

export interface MetricSources {
  /** Documents by state of their latest version. */
  documentCounts(): Promise<readonly { state: string; count: number }[]>;
  /** Jobs that wait or run. */
  queuedJobs(): Promise<number>;
}

/** Request counts and durations, open streams, ingestion, and Node's own figures with the event-loop lag. */
export function createMetrics(app: FastifyInstance, sources: MetricSources): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const requests = new Counter({
    name: "eai_http_requests_total",
    help: "Requests answered",
    labelNames: ["method", "route", "status"],
    registers,
  });
  const seconds = new Histogram({
    name: "eai_http_request_duration_seconds",
    help: "Time from the request to the end of its answer; of streams, to their end",
    labelNames: ["method", "route"],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
    registers,
  });
  app.addHook("onResponse", async (request, reply) => {
    // The pattern, never the address itself: ids would make a new series each, and may be secrets of a client.
    const route = request.routeOptions.url ?? "unmatched";
    requests.inc({ method: request.method, route, status: reply.statusCode });
    seconds.observe({ method: request.method, route }, reply.elapsedTime / 1000);
  });
  registerSources(registers, sources);
  return {
    registry,
    streamsOpen: new Gauge({ name: "eai_streams_open", help: "Answer streams being read", registers }),
    streamSeconds: new Histogram({
      name: "eai_stream_duration_seconds",
      help: "How long answer streams were read",
      buckets: [0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300],
      registers,
    }),
  };
}

function registerSources(registers: Registry[], sources: MetricSources): void {
  new Gauge({
    name: "eai_documents",
    help: "Documents by state of their latest version",
    labelNames: ["state"],
    registers,
    async collect() {
      const counts = await sources.documentCounts().catch(() => []);
      this.reset();
      for (const { state, count } of counts) this.set({ state }, count);
    },
  });
  new Gauge({
    name: "eai_jobs_waiting",
    help: "Jobs that wait or run",
    registers,
    async collect() {
      this.set(await sources.queuedJobs().catch(() => Number.NaN));
    },
  });
}
