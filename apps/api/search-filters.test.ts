import { searchFiltersSchema, tagsSchema } from "@eai/contract";
import { expect, it } from "vitest";

it.each([
  ["0000-01-01", false],
  ["0000-12-31T23:00:00-02:00", true],
  ["0001-01-01T00:00:00+10:00", false],
  ["0001-01-01", true],
  ["9999-12-31", true],
  ["9999-12-31T23:59:59-23:59", false],
])("a time that no database holds is refused: %s", (time, holds) => {
  expect(searchFiltersSchema.safeParse({ dated_from: time }).success).toBe(holds);
  expect(searchFiltersSchema.safeParse({ dated_to: time }).success).toBe(holds);
});

it.each(["pay\u202eyap", "\u200b", "a\u0000"])("a tag has no invisible characters: %j", (tag) => {
  expect(tagsSchema.safeParse([tag]).success).toBe(false);
});
