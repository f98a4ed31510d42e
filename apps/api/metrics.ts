import type { FastifyInstance } from "fastify";
import { Counter, Gauge, Histogram, type Registry } from "prom-client";

export interface ApiMetrics {
  registry: Registry;
  streamsOpen: Gauge;
  streamSeconds: Histogram;
  firstTokenSeconds: Histogram;
}

/** Counts and times the requests of an API, into the registry of its process. */
export function measureRequests(app: FastifyInstance, registry: Registry): ApiMetrics {
  const registers = [registry];
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
  return {
    registry,
    streamsOpen: new Gauge({ name: "eai_streams_open", help: "Answer streams being read", registers }),
    firstTokenSeconds: new Histogram({
      name: "eai_stream_first_token_seconds",
      help: "Time from a request to the first text sent in its stream",
      buckets: [0.1, 0.25, 0.5, 0.75, 1, 1.5, 2, 3, 5, 10, 20, 60],
      registers,
    }),
    streamSeconds: new Histogram({
      name: "eai_stream_duration_seconds",
      help: "How long answer streams were read",
      buckets: [0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300],
      registers,
    }),
  };
}
