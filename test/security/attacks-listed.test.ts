import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));
const page = readFileSync(`${root}docs/security/attacks.md`, "utf8");

interface Row {
  numbers: string[];
  files: string[];
}

/** `| A46, A54 | attack | test files | what it shows |` */
function rowsOf(text: string): Row[] {
  return text
    .split("\n")
    .filter((line) => /^\| [AL]\d/.test(line))
    .map((line) => {
      const [, numbers = "", , files = ""] = line.split("|");
      return {
        numbers: numbers.split(",").map((number) => number.trim()),
        files: [...files.matchAll(/`([^`]+)`/g)].map(([, file = ""]) => file),
      };
    });
}

/** The attacks that the titles in a test file begin with. */
function attacksIn(file: string): ReadonlySet<string> {
  const source = readFileSync(`${root}${file}`, "utf8");
  const titles = source.matchAll(/\b(?:test|it|describe)\b[^"'`\n]*(?:\([^"'`]*)?["'`]((?:[AL]\d+,? (?:and )?)+)/g);
  return new Set([...titles].flatMap(([, numbers = ""]) => numbers.match(/[AL]\d+/g) ?? []));
}

const rows = rowsOf(page);

test("every attack of the page is made by the tests it names", () => {
  expect(rows.length).toBeGreaterThan(35);
  for (const { numbers, files } of rows) {
    expect(files, numbers.join()).not.toEqual([]);
    for (const file of files) {
      expect([...attacksIn(file)], `${file} has no test whose title begins with ${numbers}`).toEqual(
        expect.arrayContaining(numbers),
      );
    }
  }
});

test("every attack that a test is named for is on the page, with that test", () => {
  const files = globSync("{test,apps,modules,adapters,platform}/**/*.{test,spec}.{ts,tsx}", {
    cwd: root,
    exclude: ["**/node_modules/**", "**/.next/**"],
  });
  const unlisted = files.flatMap((file) =>
    [...attacksIn(file)]
      .filter((number) => !rows.some((row) => row.numbers.includes(number) && row.files.includes(file)))
      .map((number) => `${number} of ${file}`),
  );
  expect(unlisted).toEqual([]);
});
