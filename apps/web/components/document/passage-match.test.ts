import { expect, test } from "vitest";
import { matchPassage } from "./passage-match.ts";

const page = [
  "Holiday rules",
  "Everyone has 30 days of hol-",
  "iday in a year. ",
  "Unused days",
  " expire in ",
  "March.",
  "Page 3",
];

function marked(passage: string): string[] {
  const matches = matchPassage(page, passage);
  return page.filter((_, index) => matches[index]);
}

test("finds a passage over lines, hyphens and spaces", () => {
  expect(marked("Everyone has 30 days of holiday\nin a year.")).toEqual([page[1], page[2]]);
});

test("marks the part of a passage that continues on another page", () => {
  expect(marked("… from the page before. Unused days expire in March. Next page")).toEqual([page[3], page[4], page[5]]);
});

test("marks nothing for a passage that is not on the page", () => {
  expect(marked("Travel costs are refunded within a month")).toEqual([]);
  expect(marked("")).toEqual([]);
});
