import type { Chat } from "@eai/modules/chat";
import { closeUsageDays, createAuditSealer, sealAuditChains } from "@eai/modules/governance";
import { type Clock, type Database, type Log, systemClock } from "@eai/modules/kernel";
import type { Knowledge } from "@eai/modules/knowledge";
import { type AuditLogVerbs, auditLogVerbs } from "./audit-log.ts";
import { type PersonalDataVerbs, personalDataVerbs } from "./personal-data.ts";
import { type RefusalVerbs, refusalVerbs } from "./refusals.ts";
import { applyRetention, type Removed } from "./retention.ts";
import { type UsageVerbs, usageVerbs } from "./usage.ts";

export interface OversightDependencies {
  database: Database;
  knowledge: Knowledge;
  chat: Chat;
  log: Log;
  /** `EAI_SECRET` */
  secret: string;
  clock?: Clock;
}

/** The log of what was done, and what is kept of people. */
export interface Oversight extends AuditLogVerbs, UsageVerbs, RefusalVerbs, PersonalDataVerbs {
  /** Seals the chains that moved; of the worker, about once a minute. @returns how many */
  sealAudit(): Promise<number>;
  /** Removes what is older than the tenants keep it; of the worker, about once an hour. @returns how much */
  applyRetention(signal: AbortSignal): Promise<Removed>;
  /** Sums the usage of days that are over; of the worker, about once an hour. @returns the days summed now */
  closeUsageDays(signal: AbortSignal): Promise<string[]>;
}

export function createOversight({ clock = systemClock, ...rest }: OversightDependencies): Oversight {
  const sealer = createAuditSealer(rest.secret);
  return {
    ...auditLogVerbs({ ...rest, sealer }),
    ...usageVerbs({ ...rest, clock }),
    ...refusalVerbs(rest),
    ...personalDataVerbs(rest),
    sealAudit: () => sealAuditChains(rest, sealer),
    applyRetention: (signal) => applyRetention({ ...rest, clock }, signal),
    closeUsageDays: (signal) => closeUsageDays(rest.database, signal),
  };
}
