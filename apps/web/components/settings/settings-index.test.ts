import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { de } from "../../messages/de/index.ts";
import { en } from "../../messages/en/index.ts";
import { settingsEntries, settingsSections } from "./settings-index.ts";

const web = join(import.meta.dirname, "../..");

test("Every section of the index is a page, and every page is in the index", () => {
  const pages = readdirSync(join(web, "app/(workspace)/settings"), { withFileTypes: true });
  const names = pages.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  expect(settingsSections.map(({ name }) => name).toSorted()).toEqual(names.toSorted());
  for (const name of names) expect(existsSync(join(web, "app/(workspace)/settings", name, "page.tsx"))).toBe(true);
});

test("Every single setting has its place on a page", () => {
  const folder = join(web, "components/settings");
  const text = readdirSync(folder)
    .filter((name) => name.endsWith(".tsx"))
    .map((name) => readFileSync(join(folder, name), "utf8"))
    .join("\n");
  const anchors = settingsEntries(en).flatMap(({ path }) => path.split("#")[1] ?? []);
  expect(anchors.length).toBeGreaterThan(8);
  for (const anchor of anchors) expect(text).toMatch(new RegExp(`(anchor=|settingTarget\\()"${anchor}"`));
});

test.each([en, de])("Everything has a name of its own in $language", (t) => {
  const entries = settingsEntries(t);
  for (const { title, detail } of entries) expect(`${title}${detail}`).toMatch(/\S/);
  expect(new Set(entries.map(({ title, detail }) => `${title} ${detail}`)).size).toBe(entries.length);
});
