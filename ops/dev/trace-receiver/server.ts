import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
import { listenOnLoopback, readBody } from "../listen-on-loopback.ts";
import { type ReceivedSpan, readSpans } from "./read-spans.ts";

/** What it does with a request: takes it, never answers, answers without an end, or refuses it with a status. */
export type ReceiverMood = "taking" | "silent" | "endless" | { status: number };

export interface ReceivedRequest {
  path: string;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/** A receiver of traces over HTTP, as an OpenTelemetry collector or Langfuse is one. */
export interface TraceReceiver extends AsyncDisposable {
  url: string;
  /** Everything that came, in whatever mood. */
  requests: readonly ReceivedRequest[];
  /** Connections that were ever opened. */
  connections(): number;
  /** @returns the spans of what came to a path that begins so */
  spans(path?: string): ReceivedSpan[];
  be(mood: ReceiverMood): void;
  forget(): void;
}

export async function startTraceReceiver(): Promise<TraceReceiver> {
  const requests: ReceivedRequest[] = [];
  let mood: ReceiverMood = "taking";
  let connections = 0;

  async function receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    requests.push({ path: request.url ?? "", headers: request.headers, body: await readBody(request) });
    if (mood === "silent") return;
    if (mood === "endless") {
      response.writeHead(200, { "content-type": "application/x-protobuf" });
      const timer = setInterval(() => response.write("x".repeat(1024)), 5);
      response.once("close", () => clearInterval(timer));
      return;
    }
    response.writeHead(mood === "taking" ? 200 : mood.status, { "content-type": "application/x-protobuf" }).end();
  }

  const { url, server, close } = await listenOnLoopback(receive);
  server.on("connection", () => (connections += 1));
  return {
    url,
    requests,
    connections: () => connections,
    spans: (path = "/") =>
      requests.filter((request) => request.path.startsWith(path)).flatMap(({ body }) => readSpans(body)),
    be(next) {
      mood = next;
    },
    forget() {
      requests.length = 0;
    },
    [Symbol.asyncDispose]: close,
  };
}
