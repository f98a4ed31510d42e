import type { WorkerPlatform } from "../platform.ts";

/** Removes what is older than the tenants keep it. @param signal aborts when the worker stops; the next run goes on */
export async function applyRetention({ oversight }: WorkerPlatform, signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await oversight.applyRetention(signal);
}
