import type { WorkerPlatform } from "../platform.ts";

/** Puts back in the queue what a dead worker held. */
export async function recover({ knowledge, config }: WorkerPlatform, atStart: boolean): Promise<void> {
  await knowledge.recoverVersions({ soleWorker: atStart && config.database.kind === "embedded" });
}

/** Removes files that no document has, left by a process that ended between two steps. */
export async function sweep({ knowledge, config }: WorkerPlatform, atStart: boolean): Promise<void> {
  await knowledge.sweepFiles({ soleProcess: atStart && config.database.kind === "embedded" });
}
