import { describeError } from "@eai/modules/kernel";
import type { WorkerPlatform } from "../platform.ts";

/** Puts back in the queue what a dead worker held, and gives back money that a dead process held. */
export async function recover({ knowledge, budgets, config }: WorkerPlatform, atStart: boolean): Promise<void> {
  const isSole = atStart && config.database.kind === "embedded";
  await Promise.all([knowledge.recoverVersions({ soleWorker: isSole }), budgets.sweepHolds({ soleProcess: isSole })]);
}

/** Removes files that no document has, left by a process that ended between two steps. */
export async function sweep({ knowledge }: WorkerPlatform): Promise<void> {
  await knowledge.sweepFiles({ soleProcess: false });
}

/**
 * The same for all that the last run left, however new. Only where no other process stores files: elsewhere a start would
 * look through the whole store and find nothing that the hourly sweep does not. What fails now is left to that one.
 */
export async function sweepAtStart({ knowledge, config, log }: WorkerPlatform): Promise<void> {
  if (config.database.kind !== "embedded") return;
  try {
    await knowledge.sweepFiles({ soleProcess: true });
  } catch (error) {
    log.warn(describeError(error), "files not swept at start");
  }
}
