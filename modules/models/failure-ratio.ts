/** Counts how calls ended in the last minute. */
export interface FailureRatio {
  /**
   * @param outcome `failed_later`: the call had been noted as succeeded before
   * @returns true when so many of the last minute's calls failed that the deployment is not to be trusted
   */
  note(outcome: "succeeded" | "failed" | "failed_later"): boolean;
  clear(): void;
}

const slotMs = 10_000;
const slotsKept = 6;
const leastCalls = 10;
const highestRatio = 0.5;

/** @param clock milliseconds of a clock that is never set */
export function createFailureRatio(clock: () => number): FailureRatio {
  let slots: { number: number; calls: number; failures: number }[] = [];
  return {
    note(outcome) {
      const number = Math.floor(clock() / slotMs);
      let current = slots.at(-1);
      if (current?.number !== number) {
        current = { number, calls: 0, failures: 0 };
        slots = [...slots.filter((slot) => slot.number > number - slotsKept), current];
      }
      if (outcome !== "failed_later") current.calls += 1;
      if (outcome !== "succeeded") current.failures += 1;
      const calls = slots.reduce((sum, slot) => sum + slot.calls, 0);
      const failures = slots.reduce((sum, slot) => sum + slot.failures, 0);
      return calls >= leastCalls && failures / calls >= highestRatio;
    },
    clear() {
      slots = [];
    },
  };
}
