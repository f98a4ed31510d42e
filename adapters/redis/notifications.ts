import type { Log } from "@eai/modules/kernel";
import type { Redis } from "ioredis";

export interface Notifications {
  /** @returns a function that ends the listening */
  listen(channel: string, listener: (message: string) => void): () => void;
}

/** Shares one subscriber connection among any number of listeners. A message may be lost while it is down. */
export function createNotifications(subscriber: Redis, log: Log): Notifications {
  const listeners = new Map<string, Set<(message: string) => void>>();

  function failed(error: Error): void {
    log.warn({ error: error.message }, "not subscribed: redis");
  }

  subscriber.on("message", (channel: string, message: string) => {
    for (const listener of listeners.get(channel) ?? []) listener(message);
  });
  // ioredis repeats only subscriptions that had succeeded; one asked for while the connection was down is made here.
  subscriber.on("ready", () => {
    if (listeners.size > 0) subscriber.subscribe(...listeners.keys()).catch(failed);
  });

  return {
    listen(channel, listener) {
      const known = listeners.get(channel);
      if (known) known.add(listener);
      else {
        listeners.set(channel, new Set([listener]));
        if (subscriber.status === "ready") subscriber.subscribe(channel).catch(failed);
      }
      return () => {
        const left = listeners.get(channel);
        left?.delete(listener);
        if (left?.size !== 0) return;
        listeners.delete(channel);
        if (subscriber.status === "ready") subscriber.unsubscribe(channel).catch(failed);
      };
    },
  };
}
