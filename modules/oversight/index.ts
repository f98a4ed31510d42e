export type { AuditLogVerbs } from "./audit-log.ts";
export { createOversight, type Oversight, type OversightDependencies } from "./create-oversight.ts";
