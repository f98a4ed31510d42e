import { expect, test } from "vitest";
import { marksOf, questionHash } from "./question-marks.ts";

test("questions about other years, names and their contrary have other marks", () => {
  expect(marksOf("How much leave is there in 2025?")).not.toBe(marksOf("How much leave is there in 2026?"));
  expect(marksOf("What does load_from_disk do?")).not.toBe(marksOf("What does save_to_disk do?"));
  expect(marksOf("Is the HR portal open?")).not.toBe(marksOf("Is the IT portal open?"));
  expect(marksOf("Is smoking allowed?")).not.toBe(marksOf("Isn't smoking allowed?"));
  expect(marksOf("Darf man rauchen?")).not.toBe(marksOf("Darf man nicht rauchen?"));
  expect(marksOf("How long is parental leave?")).toBe(marksOf("Parental leave: how long?"));
});

test("spacing, letter case and the question mark make no other question", () => {
  expect(questionHash("How  long is\nparental leave?")).toBe(questionHash("how long is parental leave"));
  expect(questionHash("How long is leave?")).not.toBe(questionHash("How long is parental leave?"));
});
