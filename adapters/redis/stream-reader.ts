import type { AnswerPart } from "@eai/modules/chat";
import type { Log } from "@eai/modules/kernel";
import type { Redis } from "ioredis";
import type { Notifications } from "./notifications.ts";
import { endField, moreChannel, partField, streamKey } from "./stream-mirror.ts";

interface ReaderDependencies {
  commands: Redis;
  notifications: Notifications;
  log: Log;
}

interface Followed {
  answerId: string;
  from: number;
  signal: AbortSignal;
}

const pageSize = 500;
/** A notification may be lost, so followers also look by themselves. */
const longestWaitMs = 1000;

/** Reads the parts of an answer that another process writes. Ends early when Redis is in trouble. */
export async function* followStream(
  { commands, notifications, log }: ReaderDependencies,
  { answerId, from, signal }: Followed,
): AsyncGenerator<AnswerPart, void> {
  const key = streamKey(answerId);
  const bell = createBell(signal);
  const stopListening = notifications.listen(moreChannel(answerId), bell.ring);
  let position = from;
  try {
    while (!signal.aborted) {
      const entries = await commands.xrange(key, `(${position}-0`, "+", "COUNT", pageSize);
      for (const [id, [field, value]] of entries) {
        if (signal.aborted || field === endField) return;
        // A gap: Redis forgot the beginning. The text would be broken, the database has it whole.
        if (field !== partField || value === undefined || id !== `${position + 1}-0`) return;
        position += 1;
        yield toPart(value);
      }
      if (entries.length > 0) continue;
      if ((await commands.exists(key)) === 0) return;
      await bell.wait(longestWaitMs);
    }
  } catch (error) {
    log.warn({ answerId, error: String(error) }, "answer not followed: redis");
  } finally {
    stopListening();
  }
}

/** Written by `createStreamMirror` from a part. */
function toPart(json: string): AnswerPart {
  return JSON.parse(json) as AnswerPart;
}

interface Bell {
  ring(): void;
  /** Until the bell has rung since the last wait, the time is over, or the signal aborts. */
  wait(milliseconds: number): Promise<void>;
}

function createBell(signal: AbortSignal): Bell {
  let rung = false;
  let wake: (() => void) | undefined;
  function ring(): void {
    rung = true;
    wake?.();
  }
  return {
    ring,
    async wait(milliseconds) {
      if (!rung) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, milliseconds);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
          signal.addEventListener("abort", wake, { once: true });
        });
        if (wake) signal.removeEventListener("abort", wake);
        wake = undefined;
      }
      rung = false;
    },
  };
}
