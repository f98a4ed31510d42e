import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Admission, mostInWindow } from "../../../bench/most-in-window.ts";
import { type Counter, type CounterTake, windowSlots } from "./counter.ts";

export interface CounterUnderTest {
  /** As in production: nothing leaves the window while a test runs, however slow the machine. */
  counter: Counter;
  /** With slots of this length instead of a second, so that a minute goes by in little more than one. */
  quick(slotMs: number): Counter;
  close(): Promise<void>;
}

const quickSlotMs = 10;
const windowMs = windowSlots * quickSlotMs;

let groups = 0;
const newGroup = () => `ten_${process.pid}_${groups++}`;

/** What every Counter must do. Times are those of the clock that counts, so that a slow machine changes nothing. */
export function testCounter(name: string, open: () => Promise<CounterUnderTest>): void {
  describe(`the ${name} counter`, () => {
    let opened: CounterUnderTest;
    let counter: Counter;
    let quick: Counter;
    beforeAll(async () => {
      opened = await open();
      counter = opened.counter;
      quick = opened.quick(quickSlotMs);
    });
    afterAll(() => opened.close());

    const take = (group: string, amount: number, limit = 10) => counter.take(group, [{ key: "a", limit, amount }]);
    const takeQuick = (group: string, amount: number) => quick.take(group, [{ key: "a", limit: 10, amount }]);
    async function used(group: string, key = "a", of = counter): Promise<number> {
      const { states } = await of.take(group, [{ key, limit: 10, amount: 0 }]);
      return states[0]?.used ?? -1;
    }

    /** Until the machine let the work through in less than half a window. */
    async function undisturbed<Value>(work: (group: string) => Promise<Value>): Promise<Value> {
      for (;;) {
        const startedAt = performance.now();
        const value = await work(newGroup());
        if (performance.now() - startedAt < windowMs / 2) return value;
      }
    }

    /** Tries until something is admitted, with what was refused on the way. */
    async function untilTaken(group: string, amount: number): Promise<{ refused: CounterTake[]; taken: CounterTake }> {
      const refused: CounterTake[] = [];
      for (;;) {
        const tried = await takeQuick(group, amount);
        if (tried.taken) return { refused, taken: tried };
        refused.push(tried);
        await delay(5);
      }
    }

    test("gives up to the limit and tells what is left", async () => {
      const group = newGroup();
      const first = await take(group, 4);
      expect(first).toMatchObject({ taken: true, states: [{ limit: 10, used: 4, waitMs: 0 }] });
      expect(first.states[0]?.resetMs).toBeGreaterThan(60_000 - 1);
      expect(first.states[0]?.resetMs).toBeLessThanOrEqual(61_000);
      expect(await take(group, 7)).toMatchObject({ taken: false, states: [{ used: 4 }] });
      expect(await take(group, 6)).toMatchObject({ taken: true, states: [{ used: 10 }] });
    });

    test("takes of all counters or of none", async () => {
      const group = newGroup();
      await counter.take(group, [{ key: "b", limit: 10, amount: 9 }]);
      const refused = await counter.take(group, [
        { key: "a", limit: 10, amount: 2 },
        { key: "b", limit: 10, amount: 2 },
      ]);
      expect(refused).toMatchObject({ taken: false, states: [{ used: 0, waitMs: 0 }, { used: 9 }] });
      expect(refused.states[1]?.waitMs).toBeGreaterThan(0);
      expect([await used(group), await used(group, "b")]).toEqual([0, 9]);
    });

    test("only looking is never refused, and groups know nothing of each other", async () => {
      const group = newGroup();
      await take(group, 10);
      expect(await take(group, 0, 5)).toMatchObject({ taken: true, states: [{ limit: 5, used: 10 }] });
      expect(await used(newGroup())).toBe(0);
    });

    test("of many at once as many pass as there is room for", async () => {
      const group = newGroup();
      const results = await Promise.all(Array.from({ length: 200 }, () => take(group, 1)));
      expect(admitted(results)).toHaveLength(10);
    });

    test("a refusal tells exactly when there is room", async () => {
      const group = await undisturbed(async (fresh) => {
        await takeQuick(fresh, 3);
        await delay(3 * quickSlotMs);
        await takeQuick(fresh, 7);
        return fresh;
      });
      // Three are free when the first slot has left; five must wait for the second as well.
      for (const wanted of [3, 5]) {
        const { refused, taken } = await untilTaken(group, wanted);
        for (const { atMs, states } of refused) {
          const freeAtMs = atMs + (states[0]?.waitMs ?? 0);
          expect(atMs).toBeLessThan(freeAtMs);
          expect(taken.atMs).toBeGreaterThanOrEqual(freeAtMs - 1);
          expect(refused.every((other) => other.atMs <= freeAtMs + 1)).toBe(true);
        }
      }
    });

    test("never admits more than the limit in any window", async () => {
      const group = newGroup();
      const admissions: Admission[] = [];
      const until = performance.now() + 2.5 * windowMs;
      for (let round = 0; performance.now() < until; round++) {
        const amount = 1 + (round % 3);
        admissions.push(...admitted([await takeQuick(group, amount)], amount));
        await delay(round % 7);
      }
      // Room that is free again is given again.
      expect(admissions.reduce((sum, { amount }) => sum + amount, 0)).toBeGreaterThan(10);
      expect(mostInWindow(admissions, windowMs - quickSlotMs)).toBeLessThanOrEqual(10);
    });

    test("a correction gives back or takes the excess, in the window and never below nothing", async () => {
      const group = newGroup();
      const kept = await take(group, 4);
      const first = await take(group, 5);
      await first.correct([-3]);
      expect(await used(group)).toBe(6);
      await first.correct([9]);
      expect(await used(group)).toBe(15);
      await kept.correct([-100]);
      expect(await used(group)).toBeLessThanOrEqual(11);
      expect(await used(group)).toBeGreaterThanOrEqual(0);

      const other = newGroup();
      await take(other, 10);
      const refused = await take(other, 10);
      await refused.correct([-10]);
      expect(await used(other)).toBe(10);
    });

    test("a correction that comes after its window changes nothing", async () => {
      const group = newGroup();
      const late = await takeQuick(group, 10);
      await expect.poll(() => used(group, "a", quick), { timeout: 20_000 }).toBe(0);
      await late.correct([10]);
      expect(await used(group, "a", quick)).toBe(0);
      const { taken } = await untilTaken(group, 10);
      await late.correct([-10]);
      const { atMs, states } = await takeQuick(group, 0);
      if (atMs < taken.atMs + windowMs - quickSlotMs) expect(states[0]?.used).toBe(10);
    });

    test("what was never given back leaves by itself", async () => {
      const group = newGroup();
      await takeQuick(group, 10);
      await expect.poll(() => used(group, "a", quick), { timeout: 20_000 }).toBe(0);
    });
  });
}

function admitted(takes: readonly CounterTake[], amount = 1): Admission[] {
  return takes.filter(({ taken }) => taken).map(({ atMs }) => ({ atMs, amount }));
}
