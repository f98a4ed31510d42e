import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

/** The first releases without the known holes in server components and in the proxy. */
const floors: [name: string, version: string][] = [
  ["next", "16.2.6"],
  ["react", "19.2.6"],
  ["react-dom", "19.2.6"],
];

function numbersOf(version: string): number[] {
  return version.split(".").map(Number);
}

/** Of a pre-release nobody knows which repairs it has. */
function isAtLeast(version: string, floor: string): boolean {
  if (version.includes("-")) return false;
  const [have, want] = [numbersOf(version), numbersOf(floor)];
  const at = have.findIndex((number, index) => number !== want[index]);
  return at === -1 || (have[at] ?? 0) > (want[at] ?? 0);
}

test.each(floors)("%s is not older than %s", (name, floor) => {
  const file = new URL(import.meta.resolve(`${name}/package.json`));
  const { version } = JSON.parse(readFileSync(file, "utf8")) as { version: string };
  expect(isAtLeast(version, floor), version).toBe(true);
  const own = JSON.parse(readFileSync(new URL("package.json", import.meta.url), "utf8")) as {
    dependencies: Record<string, string>;
  };
  expect(own.dependencies[name]).toBe(version);
});

test("a version is compared number by number", () => {
  expect(isAtLeast("16.10.0", "16.2.6")).toBe(true);
  expect(isAtLeast("16.2.6", "16.2.6")).toBe(true);
  expect(isAtLeast("16.3.0-canary.1", "16.2.6")).toBe(false);
  expect(isAtLeast("16.2.5", "16.2.6")).toBe(false);
  expect(isAtLeast("15.9.9", "16.2.6")).toBe(false);
});
