export { type AuditEntry, auditHash, recordAudit, wasRecorded } from "./audit.ts";
export { type AuditSealer, createAuditSealer, sealAuditChains } from "./audit-seals.ts";
export { budgets } from "./budget-tables.ts";
export {
  currentMonth,
  isoText,
  recordedMicroUsd,
  scopeName,
  stopMicroUsd,
} from "./budgets/budget-sql.ts";
export { holdUsageRecords, reviseAlerts, startPeriods } from "./budgets/charge-budgets.ts";
export { type BudgetObserver, type Budgets, createBudgets } from "./budgets/create-budgets.ts";
export { isOneOf, payerOf, payingScopes } from "./budgets/paying-scopes.ts";
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
export { type CallRecovery, createCallRecovery } from "./open-calls.ts";
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
export { auditEvents, auditHeads, usageDays, usageRecords } from "./tables.ts";
export { costMicroUsd, meteredCosts, type TokenCounts } from "./token-cost.ts";
export { listLedger, noBudgets, openReservations, unlimited } from "./unlimited.ts";
export {
  type PriceRow,
  recordUsage,
  recordUsageEntries,
  type UsageDraft,
  type UsageEntry,
  type UsageOutcome,
  type UsagePurpose,
  usageEntry,
} from "./usage.ts";
export { closeUsageDays } from "./usage-days.ts";
export { createUsageLedger, type NotedCall, type RunningLedger, type UsageLedger } from "./usage-ledger.ts";
export { auditedTenants, verifyAuditChain } from "./verify-audit.ts";
