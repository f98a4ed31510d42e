import type { BudgetGate, Limiter, Reservations } from "./reservation.ts";
import { createReservations } from "./reservation.ts";
import type { UsageDraft } from "./usage.ts";
import type { UsageLedger } from "./usage-ledger.ts";

/** A limiter that limits nothing, for programs and tests about something else. */
export const unlimited: Limiter = { take: async () => ({ state: null, settle() {}, cancel() {} }) };

/** No budget applies. */
export const noBudgets: BudgetGate = { hold: async () => null };

/** Reservations that limit only the answers running at once. */
export function openReservations(concurrentPerPerson = 5): Reservations {
  return createReservations({ concurrentPerPerson, limiter: unlimited, budgets: noBudgets });
}

/** A ledger that keeps what was recorded in a list. */
export function listLedger(recorded: UsageDraft[] = []): UsageLedger {
  return {
    begin() {
      let ended = false;
      return {
        async end(draft) {
          if (!ended) recorded.push(draft);
          ended = true;
        },
        drop() {
          ended = true;
        },
      };
    },
    record: async (_, draft) => void recorded.push(draft),
  };
}
