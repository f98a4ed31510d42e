import { setTimeout as sleep } from "node:timers/promises";

/** Waits so many milliseconds; throws the reason of the signal as soon as that is aborted. */
export async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  try {
    await sleep(milliseconds, undefined, { signal });
  } catch {
    signal.throwIfAborted();
  }
}
