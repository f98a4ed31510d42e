export { type AuditEntry, auditHash, recordAudit } from "./audit.ts";
export { createReservations, type Reservation, type ReservationInput, type Reservations } from "./reservation.ts";
export { auditEvents, auditHeads, auditSeals, usageRecords } from "./tables.ts";
export { type PriceRow, recordUsage, type UsageDraft, type UsageOutcome, type UsagePurpose } from "./usage.ts";
