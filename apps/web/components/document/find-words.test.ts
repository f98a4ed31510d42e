import { expect, test } from "vitest";
import { cutAtWords, holdsWords, wantedWords } from "./find-words.ts";

test("Words are found in any spelling of their letters, all of them", () => {
  const words = wantedWords("  Uber HOTEL hotel ");
  expect(words).toEqual(["uber", "hotel"]);
  expect(holdsWords("Hotels: über 140 Euro", words)).toBe(true);
  expect(holdsWords("Hotels", words)).toBe(false);
  expect(holdsWords("anything", wantedWords(" "))).toBe(true);
});

test("What is found is cut out of the text, which stays as it is", () => {
  const text = "Über das Hotel, u\u0308ber alles 👍🏽";
  const parts = cutAtWords(text, ["uber", "hotel"]);
  expect(parts.map((part) => part.text).join("")).toBe(text);
  expect(parts.filter(({ found }) => found).map((part) => part.text)).toEqual(["Über", "Hotel", "u\u0308ber"]);
  expect(cutAtWords(text, [])).toEqual([{ text, found: false }]);
});
