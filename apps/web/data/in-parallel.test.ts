import { expect, test } from "vitest";
import { inParallel } from "./in-parallel.ts";

test("Each is done once, a few at a time, and one that fails stops nobody", async () => {
  const seen: number[] = [];
  let running = 0;
  let most = 0;
  const progress: number[] = [];
  const result = await inParallel(
    Array.from({ length: 20 }, (_, index) => index),
    async (item) => {
      running += 1;
      most = Math.max(most, running);
      await Promise.resolve();
      running -= 1;
      seen.push(item);
      if (item % 10 === 3) throw new Error(`no ${item}`);
    },
    (over) => progress.push(over),
  );
  expect(seen.toSorted((one, other) => one - other)).toEqual(Array.from({ length: 20 }, (_, index) => index));
  expect(most).toBe(4);
  expect(result).toEqual({ done: 18, errors: [new Error("no 3"), new Error("no 13")] });
  expect(progress).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
  expect(await inParallel([], () => Promise.reject(new Error("never")))).toEqual({ done: 0, errors: [] });
});
