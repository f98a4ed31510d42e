import { expect, test } from "vitest";
import { reasonParts, reasonText } from "./feedback-reason.ts";

test("Reasons and words make one text, and come back from it", () => {
  expect(reasonText(["sources", "incorrect"], " Wrong year: 2024 ")).toBe("incorrect, sources: Wrong year: 2024");
  expect(reasonParts("incorrect, sources: Wrong year: 2024")).toEqual({
    reasons: ["incorrect", "sources"],
    more: "Wrong year: 2024",
  });
  expect(reasonParts(reasonText(["format"], ""))).toEqual({ reasons: ["format"], more: "" });
  expect(reasonText([], "")).toBe("");
  expect(reasonText(["format"], "x".repeat(3_000))).toHaveLength(2_000);
});

test("A text without reasons is all words", () => {
  expect(reasonParts("Note: incorrect")).toEqual({ reasons: [], more: "Note: incorrect" });
  expect(reasonParts(null)).toEqual({ reasons: [], more: "" });
});
