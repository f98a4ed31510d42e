export { type AuditEntry, auditHash, recordAudit } from "./audit.ts";
export { type AuditSealer, createAuditSealer, sealAuditChains } from "./audit-seals.ts";
export {
  type Counter,
  type CounterEntry,
  type CounterState,
  type CounterTake,
  type SharedCounter,
  slotMs,
  windowSlots,
} from "./limits/counter.ts";
export {
  createLimiter,
  type LevelState,
  type LimitObserver,
  type MinuteLimiter,
  presentWindow,
} from "./limits/create-limiter.ts";
export { createFallbackCounter, type FallbackObserver } from "./limits/fallback-counter.ts";
export type { LimitKind, LimitLevel, LimitScope, MinuteLimits, TenantLimits } from "./limits/limit-levels.ts";
export {
  CombinedRateLimiter,
  type LevelWindow,
  type LimitRefusal,
  type LimitTake,
  RequestRateLimiter,
  TokenRateLimiter,
} from "./limits/rate-limiters.ts";
export {
  type BudgetGate,
  type BudgetHold,
  createReservations,
  type Limiter,
  type Reservation,
  type ReservationInput,
  type Reservations,
  type TakenLimits,
} from "./reservation.ts";
export { auditEvents, auditHeads, usageRecords } from "./tables.ts";
export { listLedger, noBudgets, openReservations, unlimited } from "./unlimited.ts";
export { type PriceRow, recordUsage, type UsageDraft, type UsageOutcome, type UsagePurpose } from "./usage.ts";
export { createUsageLedger, type NotedCall, type UsageLedger } from "./usage-ledger.ts";
export { auditedTenants, verifyAuditChain } from "./verify-audit.ts";
