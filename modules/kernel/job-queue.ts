import type { Transaction } from "./database.ts";

/** The queue as modules see it: a job commits, or rolls back, with the rows it belongs to. */
export interface JobQueue {
  /**
   * @param singletonKey at most one waiting job with this key
   * @param afterSeconds not before so many seconds from now
   */
  send(
    transaction: Transaction,
    queue: string,
    data: Record<string, unknown>,
    options?: { singletonKey?: string; afterSeconds?: number },
  ): Promise<void>;
}
