import { newId } from "@eai/modules/kernel";
import { expect, test } from "vitest";

test("ids are unique and sort in the order they were made, also within a millisecond", () => {
  const ids = Array.from({ length: 20_000 }, () => newId("req"));
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.toSorted()).toEqual(ids);
  for (const id of ids.slice(0, 100)) {
    expect(id).toMatch(/^req_[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  }
});

test("the random part differs from id to id", () => {
  const tails = Array.from({ length: 1000 }, () => newId("req").slice(-11));
  expect(new Set(tails).size).toBe(tails.length);
});
