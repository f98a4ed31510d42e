import type { LimitState } from "@eai/contract";
import { type Context, newId, ProblemError } from "@eai/modules/kernel";

declare const proof: unique symbol;

/** Proof that a model call was allowed. Only governance makes one, and every model call asks for one. */
export interface Reservation {
  readonly id: string;
  readonly tenantId: string;
  /** What is left of the limits with this reservation taken; null where nothing limits. */
  readonly limits: LimitState | null;
  readonly [proof]: true;
}

export interface ReservationInput {
  /** What the person does counts as so many requests; 0 for a call inside a request that was counted. Default 1. */
  requests?: 0 | 1;
  /** Among what it takes its place: answers in conversations, or calls of programs, of which more may run. Default `answer`. */
  place?: "answer" | "call";
  /** Estimate of prompt and maximum output. */
  tokens: number;
  /** What these may cost at most, by the dearest deployment that could serve; null for work that no model is asked for. */
  costMicroUsd: number | null;
}

export interface Reservations {
  /**
   * Holds what a call may use before it is made: a place among the answers running, requests and tokens of the limits,
   * money of the budgets; all of them or none.
   * @throws ProblemError `too_many_requests` with the exact time to come back; `budget_exhausted`
   */
  reserve(context: Context, input: ReservationInput): Promise<Reservation>;
  /** Notes what one of its calls used, so that the end settles on it. */
  noteUse(reservation: Reservation, used: { tokens: number }): void;
  /** Gives back what was held and not used. In the background and safe to call twice; never throws. */
  release(reservation: Reservation): void;
}

/** What was taken of the limits. */
export interface TakenLimits {
  state: LimitState | null;
  /** Corrects the estimate: gives tokens back, or takes those that were used beyond it. */
  settle(usedTokens: number): void;
  /** Gives all of it back, the request too: the call was not allowed after all. */
  cancel(): void;
}

/** The requests and tokens a minute of a person and of each tenant above them. */
export interface Limiter {
  /** @throws ProblemError `too_many_requests`; nothing is taken then */
  take(context: Context, wanted: { requests: number; tokens: number }): Promise<TakenLimits>;
}

/** Money set aside for a call; renewed while it runs, so that a process that dies gives it back. */
export interface BudgetHold {
  release(): void;
}

export interface BudgetGate {
  /**
   * @returns null when no budget applies
   * @throws ProblemError `budget_exhausted`; nothing is held then
   */
  hold(context: Context, reservationId: string, costMicroUsd: number): Promise<BudgetHold | null>;
}

export interface ReservationsDependencies {
  /** Answers one person may have running at once in this process. */
  concurrentPerPerson: number;
  /** Calls of programs one person may have running at once in this process; left out: as many as answers. */
  concurrentCallsPerPerson?: number;
  limiter: Limiter;
  budgets: BudgetGate;
}

interface Held {
  place: (() => void) | undefined;
  limits: TakenLimits;
  hold: BudgetHold | null;
  usedTokens: number;
}

export function createReservations(dependencies: ReservationsDependencies): Reservations {
  const { concurrentPerPerson, concurrentCallsPerPerson = concurrentPerPerson, limiter, budgets } = dependencies;
  const held = new Map<string, Held>();
  const takePlace = {
    answer: createPlaces(
      concurrentPerPerson,
      (count) => `You already have ${count} answers being written. Wait for one to finish, or stop one.`,
    ),
    call: createPlaces(
      concurrentCallsPerPerson,
      (count) => `You already have ${count} calls running. Wait for one to finish.`,
    ),
  };
  return {
    async reserve(context, { requests = 1, place: among = "answer", tokens, costMicroUsd }) {
      const id = newId("rsv");
      // Inside a counted request there is a place already.
      const place = requests === 0 ? undefined : takePlace[among](context);
      let limits: TakenLimits | undefined;
      try {
        limits = await limiter.take(context, { requests, tokens });
        const hold = costMicroUsd === null ? null : await budgets.hold(context, id, costMicroUsd);
        if (limits.state) context.hearLimits?.(limits.state);
        held.set(id, { place, limits, hold, usedTokens: 0 });
        return { id, tenantId: context.tenantId, limits: limits.state } as Reservation;
      } catch (error) {
        limits?.cancel();
        place?.();
        throw error;
      }
    },
    noteUse(reservation, { tokens }) {
      const entry = held.get(reservation.id);
      if (entry) entry.usedTokens += tokens;
    },
    release(reservation) {
      const entry = held.get(reservation.id);
      if (!entry) return;
      held.delete(reservation.id);
      entry.place?.();
      entry.limits.settle(entry.usedTokens);
      entry.hold?.release();
    },
  };
}

/** @returns a function that takes a place for whoever acts, and gives the one that gives it back */
function createPlaces(
  perPerson: number,
  refusal: (count: number) => string,
): (context: Context) => (() => void) | undefined {
  const running = new Map<string, number>();
  return ({ actor }) => {
    if (actor.kind !== "person") return undefined;
    const holder = actor.personId;
    const count = running.get(holder) ?? 0;
    if (count >= perPerson) {
      throw new ProblemError("too_many_requests", refusal(count), { retryAfterSeconds: 5 });
    }
    running.set(holder, count + 1);
    return () => {
      const left = (running.get(holder) ?? 1) - 1;
      if (left > 0) running.set(holder, left);
      else running.delete(holder);
    };
  };
}
