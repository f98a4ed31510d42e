import type { Job } from "@eai/adapters/postgres";
import { ingestQueue } from "@eai/modules/knowledge";
import type { WorkerPlatform } from "../platform.ts";

export interface IngestDocumentJob {
  /**
   * Takes no new document; those in work may end, then go back to the queue.
   * @param graceSeconds how long they may take to end
   */
  stop(graceSeconds: number): Promise<void>;
}

/** Prepares uploaded documents, as many at once as configured. */
export async function startIngestDocumentJob(platform: WorkerPlatform): Promise<IngestDocumentJob> {
  const { database, knowledge, queue, config } = platform;
  const stopping = new AbortController();
  const running = new Set<Promise<unknown>>();
  let accepting = true;

  /** Lets another worker, or this program after its restart, look at the version. */
  function putBack(data: Record<string, unknown>, afterSeconds: number): Promise<void> {
    return database.transaction((transaction) => queue.send(transaction, ingestQueue, data, { afterSeconds }));
  }

  async function handle({ data, signal }: Job): Promise<void> {
    if (typeof data.versionId !== "string") return;
    // Not at once: the queue itself is about to stop.
    if (!accepting) return putBack(data, 2);
    const result = await knowledge.ingestVersion(data.versionId, AbortSignal.any([signal, stopping.signal]));
    // Should the one that holds it die, this job is the one that goes on.
    if (result.kind === "held") await putBack(data, result.leftSeconds + 1);
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
