import { readFileSync } from "node:fs";
import { errorCodes } from "@eai/contract";
import { expect, test } from "vitest";

test("the page of error codes lists every code with its status", () => {
  const page = readFileSync(new URL("../../docs/reference/errors.md", import.meta.url), "utf8");
  const listed = [...page.matchAll(/^\| `(\w+)` \| (\d+) \| \S/gm)].map(([, code, status]) => [code, Number(status)]);
  const codes = Object.entries(errorCodes).map(([code, { status }]) => [code, status]);
  expect(listed.toSorted()).toEqual(codes.toSorted());
});
