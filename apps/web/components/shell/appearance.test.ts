import { expect, test } from "vitest";
import { appearanceAttributes } from "./appearance.ts";

function attributesFor(cookies: Record<string, string>) {
  return appearanceAttributes((name) => (Object.hasOwn(cookies, name) ? cookies[name] : undefined));
}

test("Cookies become attributes; what is usual needs none", () => {
  expect(attributesFor({ contrast: "more", "text-size": "larger", motion: "reduced" })).toEqual({
    "data-contrast": "more",
    "data-text-size": "larger",
    "data-motion": "reduced",
  });
  expect(attributesFor({ contrast: "system", "text-size": "normal" })).toEqual({});
});

test("A cookie that somebody made up is ignored", () => {
  expect(attributesFor({ contrast: '"><script>', "text-size": "__proto__", motion: "" })).toEqual({});
});
