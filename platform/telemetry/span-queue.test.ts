import { TracerProvider } from "@opentelemetry/sdk-trace";
import { expect, test } from "vitest";
import { createSpanQueue, type SendOutcome, type SpanQueueOptions } from "./span-queue.ts";

function startQueue(options: Partial<SpanQueueOptions> = {}) {
  const counts = { exported: 0, dropped: 0 };
  const sent: string[][] = [];
  const queue = createSpanQueue({
    takes: () => true,
    delayMs: 1,
    flushLimitMs: 20,
    retryMs: [1, 1],
    async send(spans) {
      sent.push(spans.map(({ name }) => name));
      return "sent";
    },
    noteExported: (count) => {
      counts.exported += count;
    },
    noteDropped: (count) => {
      counts.dropped += count;
    },
    ...options,
  });
  const tracer = new TracerProvider({ spanProcessors: [queue] }).getTracer("test");
  const make = (count: number, text = "") => {
    for (let index = 0; index < count; index += 1) tracer.startSpan(`span ${index}`, { attributes: { text } }).end();
  };
  return { queue, counts, sent, make };
}

/** A receiver that never answers, until nobody waits any more. */
const silent: SpanQueueOptions["send"] = (_spans, signal) =>
  new Promise<SendOutcome>((resolve) => signal.addEventListener("abort", () => resolve("again")));

test("spans go in batches, one after another", async () => {
  const { sent, counts, make } = startQueue({ batchSize: 10 });
  make(25);
  await expect.poll(() => counts.exported).toBe(25);
  expect(sent.map((batch) => batch.length)).toEqual([10, 10, 5]);
});

test("before a receiver that never answers a fixed number waits, and the rest is dropped and counted", async () => {
  let sending = 0;
  const send: typeof silent = (...batch) => {
    sending += 1;
    return silent(...batch);
  };
  const { counts, make, queue } = startQueue({ send, limit: 100, batchSize: 10 });
  make(10);
  await expect.poll(() => sending).toBe(1);
  make(1000);
  // Ten are on their way, a hundred wait.
  expect(counts).toEqual({ exported: 0, dropped: 900 });
  await queue.shutdown();
  expect(counts).toEqual({ exported: 0, dropped: 1010 });
});

test("text that waits is bounded too", async () => {
  const { counts, make, queue } = startQueue({ send: silent, textLimit: 10_000 });
  make(50, "x".repeat(1000));
  expect(counts.dropped).toBe(40);
  await queue.shutdown();
});

test("a batch that may be taken later is tried again, one that is refused is not", async () => {
  const outcomes: SendOutcome[] = ["again", "again", "sent", "refused", "again", "again", "again"];
  const { counts, make } = startQueue({ batchSize: 1, send: async () => outcomes.shift() ?? "sent" });
  make(1);
  await expect.poll(() => counts).toEqual({ exported: 1, dropped: 0 });
  make(1);
  await expect.poll(() => counts).toEqual({ exported: 1, dropped: 1 });
  make(1);
  await expect.poll(() => counts).toEqual({ exported: 1, dropped: 2 });
  expect(outcomes).toEqual([]);
});
