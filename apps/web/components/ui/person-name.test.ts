import { expect, test } from "vitest";
import { givenNameOf, initialsOf } from "./person-name.ts";

test.each([
  ["Ada Lovelace", "AL"],
  ["Lovelace, Ada", "AL"],
  ["van der Berg, Anna Maria (External)", "AB"],
  ["Ada", "A"],
  ["ada king lovelace", "AL"],
  ["Österreich, Émile", "ÉÖ"],
  ["  ", "?"],
  ["王小明", "王"],
  ["😀 Smith", "S"],
])("%s → %s", (name, initials) => {
  expect(initialsOf(name)).toBe(initials);
});

test("calls people by their given name", () => {
  expect(givenNameOf("Lovelace, Ada King")).toBe("Ada");
  expect(givenNameOf("Ada Lovelace")).toBe("Ada");
});
