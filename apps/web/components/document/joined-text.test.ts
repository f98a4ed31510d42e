import type { Chunk } from "@eai/contract";
import { expect, test } from "vitest";
import { joinChunks } from "./joined-text.ts";

const text = "One is first. Two is second. Three is third.";

function chunk(ordinal: number, start: number, end: number, page: number | null = null): Chunk {
  return {
    id: `chk_${ordinal}`,
    ordinal,
    text: text.slice(start, end),
    page_from: page,
    page_to: page,
    heading_path: [],
    start_char: start,
    end_char: end,
    token_count: 3,
  };
}

test("shows overlapping passages once, in order, with the wanted one marked whole", () => {
  const pieces = joinChunks([chunk(2, 20, text.length), chunk(0, 0, 20), chunk(1, 10, 30)], "chk_1");
  expect(pieces.map((piece) => piece.text).join("")).toBe(text);
  const marked = pieces.filter((piece) => piece.marked);
  expect(marked.map((piece) => piece.text).join("")).toBe(text.slice(10, 30));
});

test("keeps passages apart that do not touch", () => {
  const pieces = joinChunks([chunk(0, 0, 13), chunk(1, 14, 28)], undefined);
  expect(pieces.map((piece) => piece.text).join("")).toBe("One is first.\n\nTwo is second.");
});

test("says where a page begins", () => {
  const pieces = joinChunks([chunk(0, 0, 14, 1), chunk(1, 14, 29, 1), chunk(2, 29, text.length, 2)], undefined);
  expect(pieces.map((piece) => piece.page)).toEqual([1, null, 2]);
});
