import { createAuditSealer, sealAuditChains } from "@eai/modules/governance";
import type { Database, Log } from "@eai/modules/kernel";
import { type AuditLogVerbs, auditLogVerbs } from "./audit-log.ts";
import { type RefusalVerbs, refusalVerbs } from "./refusals.ts";

export interface OversightDependencies {
  database: Database;
  log: Log;
  /** `EAI_SECRET` */
  secret: string;
}

/** The log of what was done, and what is kept of people. */
export interface Oversight extends AuditLogVerbs, RefusalVerbs {
  /** Seals the chains that moved; of the worker, about once a minute. @returns how many */
  sealAudit(): Promise<number>;
}

export function createOversight(dependencies: OversightDependencies): Oversight {
  const sealer = createAuditSealer(dependencies.secret);
  return {
    ...auditLogVerbs({ ...dependencies, sealer }),
    ...refusalVerbs(dependencies),
    sealAudit: () => sealAuditChains(dependencies, sealer),
  };
}
