import { describeError } from "@eai/modules/kernel";
import type { WorkerPlatform } from "../platform.ts";

/** Seals the audit chains that moved; what cannot be sealed now is sealed the next time. */
export async function sealAudit({ oversight, log }: Pick<WorkerPlatform, "oversight" | "log">): Promise<void> {
  try {
    await oversight.sealAudit();
  } catch (error) {
    log.warn(describeError(error), "audit not sealed yet");
  }
}
