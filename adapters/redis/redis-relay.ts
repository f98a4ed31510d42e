import { createMemoryRelay } from "@eai/adapters/memory";
import type { StreamRelay } from "@eai/modules/chat";
import type { Log } from "@eai/modules/kernel";
import { connectRedis } from "./connect.ts";
import { createNotifications } from "./notifications.ts";
import { createStreamMirror } from "./stream-mirror.ts";
import { followStream } from "./stream-reader.ts";

export interface RedisRelayOptions {
  url: string;
  log: Log;
}

const stopChannel = "eai:answers:stop";

/**
 * The relay between processes. The process that writes an answer keeps it in memory too: those who read in that
 * process get each part at once and notice nothing of a Redis that is slow or gone; others catch up when it is back.
 */
export function createRedisRelay({ url, log }: RedisRelayOptions): StreamRelay {
  const commands = connectRedis(url, log, { commandTimeout: 2000 });
  const subscriber = connectRedis(url, log, { commandTimeout: 2000 });
  const local = createMemoryRelay();
  const mirror = createStreamMirror(commands, log);
  const notifications = createNotifications(subscriber, log);
  const ended = new AbortController();
  notifications.listen(stopChannel, (answerId) => local.requestStop(answerId));

  return {
    append(answerId, part) {
      local.append(answerId, part);
      mirror.append(answerId, JSON.stringify(part));
    },
    close(answerId) {
      local.close(answerId);
      mirror.close(answerId);
    },
    follow(answerId, from, signal) {
      if (local.holds(answerId)) return local.follow(answerId, from, signal);
      return followStream(
        { commands, notifications, log },
        { answerId, from, signal: AbortSignal.any([signal, ended.signal]) },
      );
    },
    requestStop(answerId) {
      local.requestStop(answerId);
      commands.publish(stopChannel, answerId).catch((error: Error) => {
        log.warn({ error: error.message }, "stop not passed on: redis");
      });
    },
    onStop: (listener) => local.onStop(listener),
    async end() {
      ended.abort();
      await mirror.end();
      await local.end();
      commands.disconnect();
      subscriber.disconnect();
    },
  };
}
