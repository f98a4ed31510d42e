import type { JobQueue, Transaction } from "@eai/modules/kernel";

/** The queue of documents to prepare. A job names a version: `{ versionId }`. */
export const ingestQueue = "ingest-document";

/** Puts a version in the queue, with the transaction that made or changed it. */
export async function enqueueVersion(
  queue: JobQueue,
  transaction: Transaction,
  versionId: string,
  afterSeconds?: number,
): Promise<void> {
  await queue.send(transaction, ingestQueue, { versionId }, afterSeconds === undefined ? {} : { afterSeconds });
}
