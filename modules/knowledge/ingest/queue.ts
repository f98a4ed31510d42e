import type { JobQueue, Transaction } from "@eai/modules/kernel";

/** The queue of documents to prepare. A job names a version: `{ versionId }`. */
export const ingestQueue = "ingest-document";

/**
 * How the queue treats a job whose worker dies or throws. An hour is long for one document, but a throttled embedding
 * model makes a book take that long.
 */
export const ingestQueueDefinition = { name: ingestQueue, retryLimit: 3, expireInSeconds: 3600 };

/** Puts a version in the queue, with the transaction that made or changed it. */
export async function enqueueVersion(
  queue: JobQueue,
  transaction: Transaction,
  versionId: string,
  afterSeconds?: number,
): Promise<void> {
  await queue.send(transaction, ingestQueue, { versionId }, afterSeconds === undefined ? {} : { afterSeconds });
}
