import type { JobQueue, Transaction } from "@eai/modules/kernel";

/**
 * Wakes the workers when there are documents to prepare. A job names none: the versions themselves are the queue, and whose
 * turn it is is decided when a worker is free (`claimNext`).
 */
export const ingestQueue = "ingest-document";

/**
 * How the queue treats a job whose worker dies or throws. An hour is long for one document, but a throttled embedding
 * model makes a book take that long.
 */
export const ingestQueueDefinition = { name: ingestQueue, retryLimit: 3, expireInSeconds: 3600 };

/** Each worker goes on as long as there is something to do: more wakes than there are workers change nothing. */
export const wakesAtMost = 32;

/** Says that there is work, with the transaction that made it. */
export async function wakeWorkers(queue: JobQueue, transaction: Transaction): Promise<void> {
  await queue.send(transaction, ingestQueue, {});
}
