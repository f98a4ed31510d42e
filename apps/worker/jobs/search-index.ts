import { ProblemError } from "@eai/modules/kernel";
import type { WorkerPlatform } from "../platform.ts";

/**
 * Takes removed versions out of an index outside the database. They are not found from their removal on, so an index that
 * is away loses nothing but room; the adapter has logged it, and the next run does it.
 */
export async function finishIndexRemovals({ knowledge }: WorkerPlatform, signal: AbortSignal): Promise<void> {
  await unlessAway(knowledge.finishIndexRemovals(signal), signal);
}

/** Takes over what only the other index has, once after the start; again while it did not come through. */
export function catchUpIndex({ catchUpIndex: catchUp }: WorkerPlatform, signal: AbortSignal): () => Promise<void> {
  let isDone = false;
  return async () => {
    if (isDone) return;
    await unlessAway(
      catchUp(signal).then(() => {
        isDone = true;
      }),
      signal,
    );
  };
}

/** A task that was told to stop has not failed either. */
async function unlessAway(work: Promise<unknown>, signal: AbortSignal): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (signal.aborted) return;
    if (!(error instanceof ProblemError) || error.code !== "search_unavailable") throw error;
  }
}
