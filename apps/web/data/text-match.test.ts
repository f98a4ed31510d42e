import { expect, test } from "vitest";
import { folded, markedPieces, piecesAround, scoreOf } from "./text-match.ts";

test("Case and accents do not matter, and places stay where they are", () => {
  expect(folded("Übersicht ÉTÉ")).toBe("ubersicht ete");
  for (const text of ["straße", "ﬁn", "İstanbul", "👩‍💻 x", "e\u0301a"]) expect(folded(text)).toHaveLength(text.length);
});

test("Every word must be there; beginnings count more", () => {
  expect(scoreOf("Travel policy", "hotel")).toBe(0);
  expect(scoreOf("Travel policy", "policy trav")).toBeGreaterThan(0);
  expect(scoreOf("Travel policy", "trav")).toBeGreaterThan(scoreOf("The travel policy", "trav"));
  expect(scoreOf("The travel policy", "trav")).toBeGreaterThan(scoreOf("Untravelled", "trav"));
  expect(scoreOf("Plan", "plan")).toBeGreaterThan(scoreOf("Plan of the year", "plan"));
  expect(scoreOf("Shortcuts", "hot")).toBe(0);
  expect(scoreOf("Hochkontrast", "kontrast")).toBeGreaterThan(0);
  expect(scoreOf("東京出張費", "出張")).toBeGreaterThan(0);
  expect(scoreOf("anything", "  ")).toBe(0);
  expect(scoreOf("a (b) [c] $d", "(b) $d")).toBeGreaterThan(0);
});

test("What was found is marked, and the text stays whole", () => {
  const pieces = markedPieces("Über Überstunden", "uber");
  expect(pieces).toEqual([
    { text: "Über", marked: true },
    { text: " ", marked: false },
    { text: "Über", marked: true },
    { text: "stunden", marked: false },
  ]);
  expect(
    markedPieces("<img src=x>", "img")
      .map((piece) => piece.text)
      .join(""),
  ).toBe("<img src=x>");
  expect(markedPieces("a", "")).toEqual([{ text: "a", marked: false }]);
  expect(markedPieces("", "x")).toEqual([]);
});

test("An excerpt is marked where the server says; nonsense marks nothing", () => {
  expect(piecesAround("one two three", 4, 7)).toEqual([
    { text: "one ", marked: false },
    { text: "two", marked: true },
    { text: " three", marked: false },
  ]);
  expect(piecesAround("one", 0, 3)).toEqual([{ text: "one", marked: true }]);
  for (const [from, to] of [
    [-1, 2],
    [2, 2],
    [0, 9],
    [Number.NaN, 1],
  ] as const)
    expect(piecesAround("one", from, to)).toEqual([{ text: "one", marked: false }]);
});
