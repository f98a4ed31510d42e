import { Readable } from "node:stream";
import type { AnswerPart } from "@eai/modules/chat";
import { describeError } from "@eai/modules/kernel";
import type { FastifyReply } from "fastify";
import type { ApiMetrics } from "./metrics.ts";
import type { OpenStreams, StreamPlace } from "./open-streams.ts";

const keepAliveMs = 15_000;
/** A client that takes nothing for so long is gone, or means harm. */
const stalledMs = 60_000;

/** `no-transform` keeps proxies, Next's among them, from compressing: that would hold the answer back. */
const headers = {
  "content-type": "text/event-stream; charset=utf-8",
  "cache-control": "no-store, no-transform",
  "x-accel-buffering": "no",
  "x-vercel-ai-ui-message-stream": "v1",
} as const;

export interface StreamDependencies {
  openStreams: OpenStreams;
  metrics: ApiMetrics;
}

/**
 * Sends the parts of an answer as server-sent events. A reader that is slow makes the relay wait and costs no memory;
 * one that goes away is no longer followed, which does not stop the answer.
 */
export function sendAnswerStream(
  reply: FastifyReply,
  parts: AsyncIterable<AnswerPart>,
  place: StreamPlace,
  { metrics }: StreamDependencies,
): FastifyReply {
  if (reply.raw.destroyed) {
    // Its reader left while the answer was opened: the event that gives the place back has been.
    place.giveBack();
    return reply.hijack();
  }
  const observe = metrics.streamSeconds.startTimer();
  metrics.streamsOpen.inc();
  const { promise: gone, resolve: leave } = Promise.withResolvers<"gone">();
  reply.raw.once("close", () => {
    leave("gone");
    place.giveBack();
    metrics.streamsOpen.dec();
    observe();
  });
  reply.raw.setTimeout(stalledMs, () => reply.raw.destroy());
  const ending = Promise.race([gone, place.interrupted.then(() => "interrupted" as const)]);
  return reply
    .code(200)
    .headers(headers)
    .send(Readable.from(toEvents(parts, ending, reply, metrics), { objectMode: false }));
}

/** Why a stream ends before its parts do. */
type Ending = Promise<"gone" | "interrupted">;

async function* toEvents(
  parts: AsyncIterable<AnswerPart>,
  ending: Ending,
  reply: FastifyReply,
  metrics: ApiMetrics,
): AsyncGenerator<string> {
  let hasText = false;
  const iterator = parts[Symbol.asyncIterator]();
  // Opens the answer at once, before the first part is there.
  yield ": open\n\n";
  try {
    for (let next = iterator.next(); ; ) {
      const result = await firstOf(next, ending);
      if (result === "gone") return;
      if (result === "nothing yet") {
        yield ": keep-alive\n\n";
        continue;
      }
      if (result === "interrupted") {
        yield event(shuttingDown);
        break;
      }
      if (result.done) break;
      if (!hasText && result.value.type === "text-delta") {
        hasText = true;
        metrics.firstTokenSeconds.observe(reply.elapsedTime / 1000);
      }
      yield event(result.value);
      next = iterator.next();
    }
  } catch (error) {
    reply.log.error(describeError(error), "stream failed");
    yield event({ type: "error", errorText: "Something went wrong on our side.", code: "internal_error" });
  } finally {
    // Not awaited: it would wait for a part that may never come.
    void Promise.resolve(iterator.return?.(undefined)).catch(() => {});
  }
  yield "data: [DONE]\n\n";
}

type Next = Promise<IteratorResult<AnswerPart, unknown>>;

async function firstOf(next: Next, ending: Ending) {
  const { promise: silence, resolve } = Promise.withResolvers<"nothing yet">();
  const timer = setTimeout(resolve, keepAliveMs, "nothing yet");
  try {
    return await Promise.race([next, ending, silence]);
  } finally {
    clearTimeout(timer);
  }
}

const shuttingDown: AnswerPart = {
  type: "error",
  errorText: "The server is restarting. Your question is kept; ask again in a moment.",
  code: "shutting_down",
};

function event(part: AnswerPart): string {
  return `data: ${JSON.stringify(part)}\n\n`;
}
