import { describeError } from "@eai/modules/kernel";
import type { WorkerPlatform } from "../platform.ts";

/** Removes what is left of erased people: of an erasure whose process ended, or of a request that was under way then. */
export async function finishErasures({ oversight, log }: WorkerPlatform): Promise<void> {
  try {
    await oversight.finishErasures();
  } catch (error) {
    log.warn(describeError(error), "erasures not looked for");
  }
}
