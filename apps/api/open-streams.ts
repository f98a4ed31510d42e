import { ProblemError } from "@eai/modules/kernel";

export interface OpenStream {
  personId: string;
  /** Ends it with an error event that tells the client to come back. */
  interrupt(): void;
}

/** Every answer stream that is being read, so that each person has so many at most and a stop can end them all. */
export interface OpenStreams {
  /**
   * @returns a function to call when the stream is over
   * @throws ProblemError `too_many_requests`
   */
  add(stream: OpenStream): () => void;
  readonly size: number;
  /** Waits for the streams to end by themselves, then interrupts the rest. */
  drain(limitMs: number): Promise<void>;
}

export function createOpenStreams(perPerson: number): OpenStreams {
  const streams = new Set<OpenStream>();
  let whenEmpty: (() => void) | undefined;
  return {
    get size() {
      return streams.size;
    },
    add(stream) {
      let count = 0;
      for (const { personId } of streams) if (personId === stream.personId) count++;
      if (count >= perPerson) {
        const detail = `You already read ${count} answers at once. Close one first.`;
        throw new ProblemError("too_many_requests", detail, { retryAfterSeconds: 5 });
      }
      streams.add(stream);
      return () => {
        streams.delete(stream);
        if (streams.size === 0) whenEmpty?.();
      };
    },
    async drain(limitMs) {
      if (streams.size === 0) return;
      const empty = new Promise<void>((resolve) => {
        whenEmpty = resolve;
      });
      const limit = setTimeout(() => {
        for (const stream of [...streams]) stream.interrupt();
      }, limitMs);
      await empty;
      clearTimeout(limit);
    },
  };
}
