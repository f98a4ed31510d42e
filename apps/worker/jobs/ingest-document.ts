import type { Job } from "@eai/adapters/postgres";
import { describeError } from "@eai/modules/kernel";
import { ingestQueue } from "@eai/modules/knowledge";
import type { WorkerPlatform } from "../platform.ts";

export interface IngestDocumentJob {
  /**
   * Takes no new document; those in work may end, then go back to the queue.
   * @param graceSeconds how long they may take to end
   */
  stop(graceSeconds: number): Promise<void>;
}

/** After so long a job ends between two documents and leaves the rest to the next one, well before the queue gives it up. */
const jobSeconds = 60;
/** After a failure nobody foresaw: such a version waits by itself, others should not. */
const afterFailureSeconds = 3;
const failuresInARow = 2;

/** Prepares uploaded documents, as many at once as configured. A job says that there is work, not which. */
export async function startIngestDocumentJob(platform: WorkerPlatform): Promise<IngestDocumentJob> {
  const { database, knowledge, queue, config, log } = platform;
  const stopping = new AbortController();
  const running = new Set<Promise<unknown>>();
  let accepting = true;

  /** Lets another worker, or this program after its restart, go on. */
  function lookAgain(afterSeconds: number): Promise<void> {
    return database.transaction((transaction) => queue.send(transaction, ingestQueue, {}, { afterSeconds }));
  }

  /** Document after document, while there are any. @returns when to look again; undefined when nothing is left */
  async function drain(signal: AbortSignal): Promise<number | undefined> {
    const until = Date.now() + jobSeconds * 1000;
    let failures = 0;
    while (accepting && Date.now() < until) {
      const result = await knowledge.ingestNext(signal).catch((error: unknown) => {
        if (!signal.aborted) log.warn(describeError(error), "document is tried again");
        return { kind: "unforeseen" } as const;
      });
      if (signal.aborted) return afterFailureSeconds;
      if (result.kind === "unforeseen") {
        failures += 1;
        // It may be no document's fault: then the next ones would fail alike.
        if (failures > failuresInARow) return afterFailureSeconds;
        await lookAgain(afterFailureSeconds);
        continue;
      }
      failures = 0;
      if (result.kind === "nothing_to_do") return undefined;
      if (result.kind === "held") return result.leftSeconds;
      // Others go on meanwhile.
      if (result.kind === "put_off") await lookAgain(result.leftSeconds + 1);
    }
    // Not at once when stopping: the queue itself is about to stop.
    return accepting ? 0 : 2;
  }

  async function handle({ signal }: Job): Promise<void> {
    const either = AbortSignal.any([signal, stopping.signal]);
    const afterSeconds = await drain(either);
    if (afterSeconds !== undefined) await lookAgain(afterSeconds);
  }

  await queue.work(ingestQueue, { concurrency: config.ingestion.concurrency }, async (job) => {
    const work = handle(job).finally(() => running.delete(work));
    running.add(work);
    await work;
  });

  return {
    async stop(graceSeconds) {
      accepting = false;
      const timer = setTimeout(
        () => stopping.abort(new Error("The worker stops; the document goes back to the queue.")),
        graceSeconds * 1000,
      );
      await Promise.allSettled(running);
      clearTimeout(timer);
    },
  };
}
