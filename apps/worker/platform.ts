import type { RunningQueue } from "@eai/adapters/postgres";
import type { Budgets, CallRecovery } from "@eai/modules/governance";
import type { Database, Log } from "@eai/modules/kernel";
import type { Knowledge } from "@eai/modules/knowledge";
import type { Oversight } from "@eai/modules/oversight";

/** What the worker needs of the platform. */
export interface WorkerPlatform {
  database: Database;
  knowledge: Knowledge;
  budgets: Pick<Budgets, "sweepHolds" | "deliverAlerts">;
  calls: CallRecovery;
  oversight: Pick<Oversight, "sealAudit" | "applyRetention" | "finishErasures" | "closeUsageDays">;
  catchUpIndex(signal: AbortSignal): Promise<void>;
  queue: RunningQueue;
  log: Log;
  config: {
    /** The embedded database has one process: this one. */
    database: { kind: "embedded" | "postgres" };
    ingestion: { concurrency: number };
  };
}
