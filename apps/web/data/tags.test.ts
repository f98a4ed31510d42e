import { expect, test } from "vitest";
import { addTags, changeTags, commonTags } from "./tags.ts";

test("What is typed becomes tags, or says why not", () => {
  expect(addTags(["a"], "  travel , expenses\n")).toEqual({ tags: ["a", "travel", "expenses"] });
  expect(addTags(["a"], " , ")).toBeUndefined();
  expect(addTags(["a"], "a")).toEqual({ problem: "there" });
  expect(addTags(["a"], "a, b, b")).toEqual({ tags: ["a", "b"] });
  expect(addTags([], "x".repeat(51))).toEqual({ problem: "invalid" });
  expect(addTags([], "left\u202eright")).toEqual({ problem: "invalid" });
  const full = Array.from({ length: 20 }, (_, index) => `tag ${index}`);
  expect(addTags(full, "one more")).toEqual({ problem: "too_many" });
  // The same letter, composed in two ways.
  expect(addTags(["é"], "e\u0301")).toEqual({ problem: "there" });
});

test("Several documents keep what is their own", () => {
  const documents = [{ tags: ["travel", "2026"] }, { tags: ["law", "travel"] }];
  expect(commonTags(documents)).toEqual(["travel"]);
  expect(commonTags([])).toEqual([]);
  expect(changeTags(["travel", "2026"], ["travel"], ["expenses"])).toEqual(["2026", "expenses"]);
  expect(changeTags(["law", "travel"], ["travel"], ["travel", "law"])).toEqual(["law", "travel"]);
});
