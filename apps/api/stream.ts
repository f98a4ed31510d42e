import { Readable } from "node:stream";
import type { AnswerPart } from "@eai/modules/chat";
import type { Context } from "@eai/modules/kernel";
import type { FastifyReply } from "fastify";
import { describeError } from "./describe-error.ts";
import type { Metrics } from "./metrics.ts";
import type { OpenStreams } from "./open-streams.ts";

const keepAliveMs = 15_000;
/** A client that takes nothing for so long is gone, or means harm. */
const stalledMs = 60_000;

/** `no-transform` keeps proxies, Next's among them, from compressing: that would hold the answer back. */
const headers = {
  "content-type": "text/event-stream; charset=utf-8",
  "cache-control": "no-cache, no-transform",
  "x-accel-buffering": "no",
  "x-vercel-ai-ui-message-stream": "v1",
} as const;

export interface StreamDependencies {
  openStreams: OpenStreams;
  metrics: Metrics;
}

/**
 * Sends the parts of an answer as server-sent events. A reader that is slow makes the relay wait and costs no memory;
 * one that goes away is no longer followed, which does not stop the answer.
 * @param follow opens the parts; its signal aborts when nobody reads any more
 * @throws ProblemError `too_many_requests` when this person reads too many already
 */
export function sendAnswerStream(
  reply: FastifyReply,
  context: Context,
  follow: (signal: AbortSignal) => AsyncIterable<AnswerPart>,
  { openStreams, metrics }: StreamDependencies,
): FastifyReply {
  const personId = context.actor.kind === "person" ? context.actor.personId : context.actor.name;
  const interruption = Promise.withResolvers<"interrupted">();
  const gone = new AbortController();
  const remove = openStreams.add({ personId, interrupt: () => interruption.resolve("interrupted") });
  const observe = metrics.streamSeconds.startTimer();
  metrics.streamsOpen.inc();
  const body = Readable.from(toEvents(follow(gone.signal), interruption.promise, reply), { objectMode: false });
  body.once("close", () => {
    gone.abort();
    remove();
    observe();
    metrics.streamsOpen.dec();
  });
  reply.raw.setTimeout(stalledMs, () => reply.raw.destroy());
  return reply.code(200).headers(headers).send(body);
}

async function* toEvents(
  parts: AsyncIterable<AnswerPart>,
  interruption: Promise<"interrupted">,
  reply: FastifyReply,
): AsyncGenerator<string> {
  const iterator = parts[Symbol.asyncIterator]();
  // Opens the answer at once, before the first part is there.
  yield ": open\n\n";
  try {
    let next = iterator.next();
    for (;;) {
      const result = await Promise.race([next, interruption, after(keepAliveMs)]);
      if (result === "timeout") {
        yield ": keep-alive\n\n";
      } else if (result === "interrupted") {
        yield event(shuttingDown);
        break;
      } else if (result.done) {
        break;
      } else {
        yield event(result.value);
        next = iterator.next();
      }
    }
  } catch (error) {
    reply.log.error({ request_id: reply.request.id, ...describeError(error) }, "stream failed");
    yield event({ type: "error", errorText: "Something went wrong on our side.", code: "internal_error" });
  } finally {
    await iterator.return?.(undefined);
  }
  yield "data: [DONE]\n\n";
}

const shuttingDown: AnswerPart = {
  type: "error",
  errorText: "The server is restarting. Your question is kept; ask again in a moment.",
  code: "shutting_down",
};

function event(part: AnswerPart): string {
  return `data: ${JSON.stringify(part)}\n\n`;
}

function after(milliseconds: number): Promise<"timeout"> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds, "timeout").unref());
}
