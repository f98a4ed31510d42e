import { stopIdleExtractors } from "@eai/modules/knowledge";
import { applyRetention } from "./jobs/apply-retention.ts";
import { finishErasures } from "./jobs/finish-erasures.ts";
import { startIngestDocumentJob } from "./jobs/ingest-document.ts";
import { maintain } from "./jobs/maintain.ts";
import { refreshStatistics } from "./jobs/refresh-statistics.ts";
import { sealAudit } from "./jobs/seal-audit.ts";
import { catchUpIndex, finishIndexRemovals } from "./jobs/search-index.ts";
import { recover, sweep, sweepAtStart } from "./jobs/sweep.ts";
import { closeUsageDays, recoverCalls } from "./jobs/usage.ts";
import type { WorkerPlatform } from "./platform.ts";
import { startSchedule } from "./schedule.ts";

export { sealAudit } from "./jobs/seal-audit.ts";
export type { WorkerPlatform } from "./platform.ts";

export interface Worker {
  /**
   * Ends what runs, or hands it back to the queue. Call it before the queue and the database are closed.
   * @param graceSeconds how long documents in work may take to end by themselves; default 5
   */
  stop(graceSeconds?: number): Promise<void>;
}

const recoverySeconds = 15;
const alertSeconds = 15;
const sealSeconds = 60;
const erasureSeconds = 60;
const retentionSeconds = 3600;
const evaluationSeconds = 60;
const sweepSeconds = 3600;
const leftoverSeconds = 60;
const statisticsSeconds = 10;

/** Starts the worker: first mends what the last run left behind, then takes jobs. */
export async function startWorker(platform: WorkerPlatform): Promise<Worker> {
  await recover(platform, true);
  await recoverCalls(platform, true);
  await sealAudit(platform);
  await finishErasures(platform);
  await sweepAtStart(platform);
  const stopping = new AbortController();
  const job = await startIngestDocumentJob(platform);
  const stopSchedule = startSchedule(
    [
      { name: "recovery", everySeconds: recoverySeconds, run: () => recover(platform, false) },
      {
        name: "budget alerts",
        everySeconds: alertSeconds,
        run: () => platform.budgets.deliverAlerts(stopping.signal),
      },
      { name: "calls of models", everySeconds: recoverySeconds, run: () => recoverCalls(platform, false) },
      { name: "usage of past days", everySeconds: sweepSeconds, run: () => closeUsageDays(platform, stopping.signal) },
      { name: "audit seals", everySeconds: sealSeconds, run: () => sealAudit(platform) },
      { name: "erasures", everySeconds: erasureSeconds, run: () => finishErasures(platform) },
      {
        name: "retention",
        everySeconds: retentionSeconds,
        run: () => applyRetention(platform, stopping.signal).catch(unless(stopping.signal)),
      },
      { name: "re-indexes", everySeconds: recoverySeconds, run: () => platform.knowledge.advanceReindexes() },
      {
        name: "left over of re-indexes",
        everySeconds: leftoverSeconds,
        run: () => platform.knowledge.removeLeftovers(stopping.signal).catch(unless(stopping.signal)),
      },
      {
        name: "removals of the index",
        everySeconds: recoverySeconds,
        run: () => finishIndexRemovals(platform, stopping.signal),
      },
      {
        name: "the other index",
        everySeconds: recoverySeconds,
        run: catchUpIndex(platform, stopping.signal),
      },
      {
        name: "golden questions",
        everySeconds: evaluationSeconds,
        run: () => platform.knowledge.evaluateChanges(stopping.signal).catch(unless(stopping.signal)),
      },
      { name: "sweep", everySeconds: sweepSeconds, run: () => sweep(platform) },
      { name: "maintenance", everySeconds: sweepSeconds, run: () => maintain(platform) },
      ...(platform.config.database.kind === "embedded"
        ? [{ name: "statistics", everySeconds: statisticsSeconds, run: () => refreshStatistics(platform.database) }]
        : []),
    ],
    platform.log,
  );
  return {
    async stop(graceSeconds = 5) {
      stopping.abort(new Error("The worker stops; retention goes on with its next run."));
      await Promise.all([stopSchedule(), job.stop(graceSeconds)]);
      stopIdleExtractors();
    },
  };
}

/** A task that was told to stop has not failed. */
function unless(stopped: AbortSignal): (error: unknown) => void {
  return (error) => {
    if (!stopped.aborted) throw error;
  };
}
