import { expect, test } from "vitest";
import { TransferRate } from "./transfer-rate.ts";

test("The last seconds count, and nothing is said before there were any", () => {
  const rate = new TransferRate();
  expect(rate.perSecond()).toBeNull();
  rate.add(0, 0);
  rate.add(500, 500);
  expect(rate.perSecond()).toBeNull();
  rate.add(4_000, 2_000);
  expect(rate.perSecond()).toBe(2_000);
  // Slow from here on: after a while only that counts.
  for (let at = 3_000; at <= 40_000; at += 1_000) rate.add(4_000 + at / 100, at);
  expect(rate.perSecond()).toBeCloseTo(10, 5);
});

test("A pause, and a file that begins again, are not slowness", () => {
  const rate = new TransferRate();
  rate.add(0, 0);
  rate.add(10_000, 2_000);
  rate.reset();
  expect(rate.perSecond()).toBeNull();
  rate.add(10_000, 60_000);
  rate.add(12_000, 62_000);
  expect(rate.perSecond()).toBe(1_000);
  rate.add(5_000, 63_000);
  expect(rate.perSecond()).toBeNull();
});
