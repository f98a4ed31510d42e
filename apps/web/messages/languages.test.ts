import { expect, test } from "vitest";
import { languageOf, preferredLanguage } from "./languages.ts";

test("A browser is answered in the first of its languages that there is", () => {
  expect(preferredLanguage("de-AT,de;q=0.9,en;q=0.8")).toBe("de");
  expect(preferredLanguage("fr-FR,fr;q=0.9,en;q=0.7,de;q=0.8")).toBe("de");
  expect(preferredLanguage("en-GB,de;q=0.5")).toBe("en");
  expect(preferredLanguage("de;q=0, en;q=0.1")).toBe("en");
  expect(preferredLanguage("DE")).toBe("de");
});

test("Nothing and nonsense are English", () => {
  for (const accepted of [null, "", "*", "ja", ";;;,,,", "de;q=x;q=0"]) expect(preferredLanguage(accepted)).toBe("en");
  expect(languageOf("__proto__")).toBeUndefined();
  expect(languageOf("de")).toBe("de");
});
