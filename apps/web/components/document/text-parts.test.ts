import type { DocumentText } from "@eai/contract";
import { expect, test } from "vitest";
import { cutText } from "./text-parts.ts";

const text = "One is first. Two is second. Three is third.";

function part(from: number, to: number, pages: DocumentText["pages"] = []): DocumentText {
  const shared = { document_id: "doc_1", version: 1, page_kind: "slide" as const, length: text.length };
  return { ...shared, from, to, text: text.slice(from, to), pages };
}

test("marks a passage by its offsets, over the parts it was read in", () => {
  const pieces = cutText([part(5, 20), part(20, text.length)], { from: 14, to: 28 });
  expect(pieces.map((piece) => piece.text).join("")).toBe(text.slice(5));
  expect(pieces.filter((piece) => piece.marked).map((piece) => piece.text)).toEqual(["Two is second."]);
});

test("says where pages begin, also inside a passage", () => {
  const pages = [
    { page: 1, start: 0 },
    { page: 2, start: 20 },
  ];
  const pieces = cutText([part(5, text.length, pages)], { from: 14, to: 28 });
  expect(pieces.map((piece) => piece.page)).toEqual([1, null, 2, null]);
  expect(
    pieces
      .filter((piece) => piece.marked)
      .map((piece) => piece.text)
      .join(""),
  ).toBe("Two is second.");
});

test("a passage elsewhere marks nothing", () => {
  expect(cutText([part(0, 10)], { from: 30, to: 40 }).some((piece) => piece.marked)).toBe(false);
  expect(cutText([], undefined)).toEqual([]);
});
