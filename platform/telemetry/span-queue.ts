import type { ReadableSpan, SpanProcessor } from "@opentelemetry/sdk-trace";

export interface SpanQueueOptions {
  /** Masks the spans of one batch and sends them. Aborted when the process will not wait any longer. */
  send(spans: readonly ReadableSpan[], signal: AbortSignal): Promise<SendOutcome>;
  /** Spans that are not for this exporter are never kept. */
  takes(span: ReadableSpan): boolean;
  noteExported(count: number): void;
  noteDropped(count: number): void;
  /** Spans that wait at most; more are dropped, the newest first. */
  limit?: number;
  /** Characters of text in the spans that wait, at most. */
  textLimit?: number;
  batchSize?: number;
  /** How long a span waits for others to go with it. */
  delayMs?: number;
  /** Before a batch that could not be sent is tried again, one entry for each time. */
  retryMs?: readonly number[];
  /** How long the end of the process may wait for spans to be sent. */
  flushLimitMs?: number;
}

/** `again`: the receiver may take it later. */
export type SendOutcome = "sent" | "refused" | "again";

/**
 * Keeps ended spans until they are sent, one batch at a time. Nobody waits for it: what does not fit is dropped and
 * counted, so a receiver that is slow, down or silent costs a fixed amount of memory and no time.
 */
export function createSpanQueue(options: SpanQueueOptions): SpanProcessor {
  const { limit = 2048, textLimit = 8_000_000, batchSize = 256, delayMs = 1000, retryMs = [1000, 4000] } = options;
  const { flushLimitMs = 2000 } = options;
  const waiting: { span: ReadableSpan; characters: number }[] = [];
  const giveUp = new AbortController();
  const { promise: givenUp, resolve } = Promise.withResolvers<SendOutcome>();
  giveUp.signal.addEventListener("abort", () => resolve("again"), { once: true });
  let characters = 0;
  let sending: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let ended = false;

  function schedule(): void {
    if (sending || timer || waiting.length === 0 || ended) return;
    timer = setTimeout(() => void flush(), waiting.length >= batchSize ? 0 : delayMs).unref();
  }

  function flush(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    sending ??= sendNext().finally(() => {
      sending = undefined;
      schedule();
    });
    return sending;
  }

  async function sendNext(): Promise<void> {
    const batch = waiting.splice(0, batchSize);
    for (const entry of batch) characters -= entry.characters;
    if (batch.length === 0) return;
    const spans = batch.map(({ span }) => span);
    for (const pauseMs of [...retryMs, undefined]) {
      if (giveUp.signal.aborted) break;
      const outcome = await Promise.race([options.send(spans, giveUp.signal), givenUp]).catch(
        (): SendOutcome => "refused",
      );
      if (outcome === "sent") return options.noteExported(spans.length);
      if (outcome === "refused" || pauseMs === undefined || ended) break;
      await pause(pauseMs, giveUp.signal);
    }
    options.noteDropped(spans.length);
  }

  async function flushAll(): Promise<void> {
    while (sending || waiting.length > 0) await flush();
  }

  return {
    onStart() {},
    onEnd(span) {
      if (!options.takes(span)) return;
      const size = textOf(span);
      if (ended || waiting.length >= limit || characters + size > textLimit) return options.noteDropped(1);
      waiting.push({ span, characters: size });
      characters += size;
      schedule();
    },
    forceFlush: flushAll,
    async shutdown() {
      ended = true;
      const impatience = setTimeout(() => giveUp.abort(new Error("The process ends")), flushLimitMs);
      await flushAll();
      clearTimeout(impatience);
    },
  };
}

function textOf({ attributes }: ReadableSpan): number {
  let sum = 0;
  for (const value of Object.values(attributes)) if (typeof value === "string") sum += value.length;
  return sum;
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, milliseconds).unref();
    function done() {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    }
    signal.addEventListener("abort", done, { once: true });
  });
}
