import type { OutgoingHttpHeaders } from "node:http";
import type { RelayedCall } from "@eai/modules/chat";
import type { FastifyReply } from "fastify";
import { setLimitHeaders } from "../limit-headers.ts";
import type { ApiMetrics } from "../metrics.ts";
import { errorEvent } from "./answer-error.ts";
import type { OpenCalls } from "./open-calls.ts";

export interface CallDependencies {
  openCalls: OpenCalls;
  metrics: ApiMetrics;
}

/** A client that takes nothing for so long is gone, or means harm. */
export const stalledMs = 60_000;
export const doneEvent = "data: [DONE]\n\n";

/** `no-transform` keeps proxies from compressing: that would hold the answer back. */
export const streamHeaders = {
  "content-type": "text/event-stream; charset=utf-8",
  "cache-control": "no-store, no-transform",
  "x-accel-buffering": "no",
} as const;

/**
 * Sends a call and gives its answer to the client as it comes. A failure before the first token is an error answer;
 * after it, it is the last event of the stream, without `[DONE]`.
 */
export function sendRelay(
  reply: FastifyReply,
  call: RelayedCall,
  stream: boolean,
  { openCalls, metrics }: CallDependencies,
): Promise<FastifyReply> {
  const { promise, resolve, reject } = Promise.withResolvers<FastifyReply>();
  const { raw } = reply;
  let streaming = false;
  let over = false;
  setLimitHeaders(reply, call.limits);

  const relay = call.start({
    start(served) {
      reply.header("x-served-by", served.region ?? served.deploymentId);
      raw.setTimeout(stalledMs, () => raw.destroy());
      if (!stream) return;
      streaming = true;
      metrics.streamsOpen.inc();
      reply.hijack();
      raw.writeHead(200, { ...(reply.getHeaders() as OutgoingHttpHeaders), ...streamHeaders });
      raw.on("drain", () => relay.resume());
    },
    data(bytes) {
      if (streaming) return raw.write(bytes);
      reply.code(200).type("application/json; charset=utf-8").send(bytes);
      return true;
    },
    end() {
      over = true;
      if (streaming) raw.end(doneEvent);
      resolve(reply);
    },
    fail(error) {
      over = true;
      if (!streaming) return reject(error);
      raw.end(errorEvent(error));
      resolve(reply);
    },
  });

  const remove = openCalls.add((reason) => relay.interrupt(reason));
  const observe = stream ? metrics.streamSeconds.startTimer() : undefined;
  raw.once("close", () => {
    remove();
    if (streaming) metrics.streamsOpen.dec();
    observe?.();
    if (!raw.writableFinished || !over) relay.leave();
  });
  if (raw.destroyed) {
    remove();
    relay.leave();
  }
  return promise;
}
