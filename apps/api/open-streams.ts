import { actorId, type Context, ProblemError } from "@eai/modules/kernel";

/** The place of one answer stream among those that are open. */
export interface StreamPlace {
  /** Resolves when the server gives up on it: then it ends with an error that tells the client to come back. */
  readonly interrupted: Promise<void>;
  /** The stream is over. Safe to call twice. */
  giveBack(): void;
  giveBackAndThrow(error: unknown): never;
}

/** Every answer stream that is being read, so that each person has so many at most and a stop can end them all. */
export interface OpenStreams {
  /** @throws ProblemError `too_many_requests` */
  take(context: Context): StreamPlace;
  /** Waits for the streams to end by themselves, then interrupts the rest. */
  drain(limitMs: number): Promise<void>;
}

export function createOpenStreams(perPerson: number): OpenStreams {
  const places = new Set<{ owner: string; interrupt: () => void }>();
  let whenEmpty: (() => void) | undefined;
  return {
    take(context) {
      const owner = actorId(context.actor);
      const count = [...places].filter((place) => place.owner === owner).length;
      if (count >= perPerson) {
        const detail = `You already read ${count} answers at once. Close one first.`;
        throw new ProblemError("too_many_requests", detail, { retryAfterSeconds: 5 });
      }
      const { promise: interrupted, resolve: interrupt } = Promise.withResolvers<void>();
      const place = { owner, interrupt };
      places.add(place);
      function giveBack(): void {
        places.delete(place);
        if (places.size === 0) whenEmpty?.();
      }
      return {
        interrupted,
        giveBack,
        giveBackAndThrow(error) {
          giveBack();
          throw error;
        },
      };
    },
    async drain(limitMs) {
      if (places.size === 0) return;
      const { promise: empty, resolve } = Promise.withResolvers<void>();
      whenEmpty = resolve;
      const limit = setTimeout(() => {
        for (const place of [...places]) place.interrupt();
      }, limitMs);
      await empty;
      clearTimeout(limit);
    },
  };
}
