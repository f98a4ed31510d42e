import { describe, expect, test } from "vitest";
import { boundedWaitMs, readRetryAfterMs } from "./retry-after.ts";

const noon = "Fri, 27 Nov 2026 12:00:00 GMT";
const at = (date: string) => ({ "retry-after": date, date: noon });

describe("the wait a server asks for", () => {
  test.each<[string, Record<string, string>, number | undefined]>([
    ["nothing", {}, undefined],
    ["seconds", { "retry-after": "7" }, 7000],
    ["decimal seconds", { "retry-after": "1.5" }, 1500],
    ["milliseconds before seconds", { "retry-after-ms": "250", "retry-after": "9" }, 250],
    ["Azure's own header", { "x-ms-retry-after-ms": "40", "retry-after": "9" }, 40],
    ["the first of both", { "retry-after-ms": "30", "x-ms-retry-after-ms": "40" }, 30],
    ["a date", at("Fri, 27 Nov 2026 12:00:42 GMT"), 42_000],
    ["a date of RFC 850", at("Friday, 27-Nov-26 12:00:42 GMT"), 42_000],
    ["a date in the past", at("Thu, 26 Nov 2026 12:00:00 GMT"), 0],
    ["zero", { "retry-after": "0" }, 0],
    ["a negative number", { "retry-after": "-5" }, undefined],
    ["a negative one before a good one", { "retry-after-ms": "-1", "retry-after": "3" }, 3000],
    ["NaN", { "retry-after-ms": "NaN", "retry-after": "Infinity" }, undefined],
    ["emptiness", { "retry-after": " " }, undefined],
    ["a word", { "retry-after": "soon" }, undefined],
    ["a sentence that begins like a date", { "retry-after": "Saturday, perhaps" }, undefined],
    ["a hexadecimal number", { "retry-after": "0x10" }, undefined],
    ["a date without a day of the week", { "retry-after": "2026-11-27" }, undefined],
    ["a day", { "retry-after": "86400" }, 86_400_000],
    ["thirty thousand years", { "retry-after": "1e12" }, 1e15],
  ])("reads %s", (_, headers, milliseconds) => {
    expect(readRetryAfterMs(headers)).toBe(milliseconds);
  });

  test("is bounded at both ends", () => {
    expect([0, 40, 1500, 86_400_000, 1e15].map(boundedWaitMs)).toEqual([100, 100, 1500, 60_000, 60_000]);
  });
});
