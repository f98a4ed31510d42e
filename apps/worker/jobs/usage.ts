import { describeError } from "@eai/modules/kernel";
import type { WorkerPlatform } from "../platform.ts";

/** Records the calls of models that a dead process left open. */
export async function recoverCalls({ calls, config }: WorkerPlatform, atStart: boolean): Promise<void> {
  await calls.recover({ soleWorker: atStart && config.database.kind === "embedded" });
}

/** Sums the usage of days that are over; what cannot be summed now is summed the next time. */
export async function closeUsageDays({ oversight, log }: WorkerPlatform, signal: AbortSignal): Promise<void> {
  try {
    await oversight.closeUsageDays(signal);
  } catch (error) {
    log.warn(describeError(error), "usage of past days not summed yet");
  }
}
