import type { BudgetScope } from "@eai/contract";
import type { Changes, Database, Log } from "@eai/modules/kernel";
import type { BudgetGate } from "../reservation.ts";
import { createBudgetGate } from "./budget-gate.ts";
import { sweepBudgetHolds } from "./budget-holds.ts";
import { type BudgetAlertKind, type BudgetAlertWebhook, deliverBudgetAlerts } from "./deliver-alerts.ts";

/** Told of what the metrics count. */
export interface BudgetObserver {
  refused(scope: BudgetScope): void;
  /** Once for each alert, whatever becomes of its delivery. */
  alerted(kind: BudgetAlertKind): void;
}

export interface BudgetsDependencies {
  database: Database;
  changes: Changes;
  log: Log;
  /** Resolves when the calls that have ended so far are on record; what they held is given back no earlier. */
  recorded?: () => Promise<void>;
  /** Where alerts are posted; left out, the log is all that tells of them. */
  webhook?: BudgetAlertWebhook | undefined;
  observe?: BudgetObserver;
}

/** What a process does about budgets, beside their administration. */
export interface Budgets {
  gate: BudgetGate;
  /** Gives back what processes held that died; of the worker. @returns how many holds */
  sweepHolds(options: SweepOptions): Promise<number>;
  /** Tells of alerts that are due; of the worker. @returns how many */
  deliverAlerts(signal: AbortSignal): Promise<number>;
}

export interface SweepOptions {
  /** This process is the only one, and has just started: whoever held something is dead. */
  soleProcess: boolean;
}

export function createBudgets({ database, changes, log, recorded, webhook, observe }: BudgetsDependencies): Budgets {
  return {
    gate: createBudgetGate({ database, changes, log, recorded, onRefused: observe?.refused }),
    sweepHolds: ({ soleProcess }) => sweepBudgetHolds(database, { includingLeased: soleProcess }),
    deliverAlerts: (signal) => deliverBudgetAlerts({ database, log, webhook, onAlert: observe?.alerted, signal }),
  };
}
