export { type AuditEntry, auditHash, recordAudit } from "./audit.ts";
export { type AuditSealer, createAuditSealer, sealAuditChains } from "./audit-seals.ts";
export { createReservations, type Reservation, type ReservationInput, type Reservations } from "./reservation.ts";
export { auditEvents, auditHeads, usageRecords } from "./tables.ts";
export { type PriceRow, recordUsage, type UsageDraft, type UsageOutcome, type UsagePurpose } from "./usage.ts";
export { auditedTenants, verifyAuditChain } from "./verify-audit.ts";
