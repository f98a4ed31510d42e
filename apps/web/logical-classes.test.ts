import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const web = import.meta.dirname;

/**
 * Classes that name a side of the screen. A page in Arabic or Hebrew runs the other way: what stands at the beginning
 * of a line is `start` (`ms-2`, `ps-4`, `start-0`, `text-start`, `border-s`, `rounded-s-lg`), what ends it is `end`.
 */
const physical =
  /(?<![\w-])-?(?:(?:scroll-)?[mp][lr]-[\w.[]|(?:left|right)-(?!1\/2)[\d[(]|(?:left|right)-(?:px|full|auto)\b|text-(?:left|right)\b|border-[lr](?![\w])|border-[lr]-|rounded-(?:[lr]|[tb][lr])(?![\w])|(?:float|clear|origin)-(?:\w+-)?(?:left|right)\b|space-x-|divide-x\b)|\b(?:margin|padding|border)-(?:left|right)\b/;

/** A move sideways needs its mirror image beside it: `rtl:` with the same, the other way. */
const sideways = /(?<![\w-])-?translate-x-(?!1\/2)/;

function sourcesBelow(folder: string): string[] {
  return readdirSync(join(web, folder), { recursive: true, encoding: "utf8" })
    .filter((path) => /\.(tsx?|css)$/.test(path) && !path.endsWith(".test.ts"))
    .map((path) => join(folder, path));
}

const sources = ["app", "components"].flatMap(sourcesBelow);

test("no class and no rule names the left or the right", () => {
  const found = sources.flatMap((path) =>
    readFileSync(join(web, path), "utf8")
      .split("\n")
      .map((line, index) => ({ place: `${path}:${index + 1}`, word: physical.exec(line)?.[0] }))
      .filter(({ word }) => word !== undefined),
  );
  expect(found).toEqual([]);
});

test("what moves sideways moves the other way in a page from right to left", () => {
  const found = sources.filter((path) => {
    const text = readFileSync(join(web, path), "utf8");
    return sideways.test(text) && !/rtl:\S*translate-x-|--inline-direction/.test(text);
  });
  expect(found).toEqual([]);
});

test("the rule knows what it is for", () => {
  for (const name of [
    "-ml-1.5",
    "pr-10",
    "left-0",
    "text-left",
    "border-l",
    "border-l-2",
    "rounded-br-md",
    "mr-auto",
  ]) {
    expect(physical.test(`className="flex ${name} grow"`), name).toBe(true);
  }
  for (const name of ["rounded-lg", "ms-2", "border-border", "start-0", "slide-left", "left-1/2"]) {
    expect(physical.test(`className="flex ${name} grow"`), name).toBe(false);
  }
});
