import { ProblemError } from "@eai/modules/kernel";
import type { WorkerPlatform } from "../platform.ts";

/**
 * Takes removed versions out of an index outside the database. They are not found from their removal on, so an index that
 * is away loses nothing but room; the adapter has logged it, and the next run does it.
 */
export async function finishIndexRemovals({ knowledge }: WorkerPlatform, signal: AbortSignal): Promise<void> {
  try {
    await knowledge.finishIndexRemovals(signal);
  } catch (error) {
    if (!(error instanceof ProblemError) || error.code !== "search_unavailable") throw error;
  }
}
