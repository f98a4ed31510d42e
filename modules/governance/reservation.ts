import { type Context, newId, ProblemError } from "@eai/modules/kernel";

declare const proof: unique symbol;

/** Proof that a model call was allowed. Only governance makes one, and every model call asks for one. */
export interface Reservation {
  readonly id: string;
  readonly tenantId: string;
  readonly [proof]: true;
}

export interface ReservationInput {
  /** Estimate of prompt and maximum output. */
  tokens: number;
}

export interface Reservations {
  /**
   * Holds what a call may use before it is made.
   * @throws ProblemError `too_many_requests` when this person already has as many answers running as allowed
   */
  reserve(context: Context, input: ReservationInput): Reservation;
  /** Gives back what was held; safe to call twice. */
  release(reservation: Reservation): void;
}

/** @param concurrentPerPerson answers one person may have running at once in this process */
export function createReservations({ concurrentPerPerson }: { concurrentPerPerson: number }): Reservations {
  const holders = new Map<string, string>();
  const running = new Map<string, number>();
  return {
    reserve(context) {
      const holder = context.actor.kind === "person" ? context.actor.personId : undefined;
      if (holder !== undefined) {
        const count = running.get(holder) ?? 0;
        if (count >= concurrentPerPerson) {
          throw new ProblemError(
            "too_many_requests",
            `You already have ${count} answers being written. Wait for one to finish, or stop one.`,
            { retryAfterSeconds: 5 },
          );
        }
        running.set(holder, count + 1);
      }
      const reservation = { id: newId("rsv"), tenantId: context.tenantId } as Reservation;
      if (holder !== undefined) holders.set(reservation.id, holder);
      return reservation;
    },
    release(reservation) {
      const holder = holders.get(reservation.id);
      if (holder === undefined) return;
      holders.delete(reservation.id);
      const count = (running.get(holder) ?? 1) - 1;
      if (count > 0) running.set(holder, count);
      else running.delete(holder);
    },
  };
}
