import { expect, test } from "vitest";
import { readPlaces, writePlaces } from "./expected-places.ts";

test("places are written and read as lines", () => {
  const places = [
    { document_name: "handbook.pdf", page: 12, text: "thirty days" },
    { document_name: "a.md" },
    { document_name: "b.md", text: "words | with a bar" },
  ];
  expect(readPlaces(writePlaces(places))).toEqual(places);
  expect(readPlaces("\n  \n")).toEqual([]);
  expect(readPlaces("a.md\n | 3\n")).toBeNull();
});
