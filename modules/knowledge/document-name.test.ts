import { expect, test } from "vitest";
import { documentName, documentPath, numberedName, numberOf } from "./document-name.ts";

test.each([
  ["report.pdf", "report.pdf"],
  ["../../etc/passwd", "passwd"],
  ["C:\\Users\\a\\plan.docx", "plan.docx"],
  ["two\r\nlines.md", "twolines.md"],
  ["in\u202evoice.fdp", "invoice.fdp"],
  ["  spaced   name .txt ", "spaced name .txt"],
  ["Zu\u0308rich.txt", "Zürich.txt"],
  ["nul\u0000.txt", "nul.txt"],
  ["..", "document"],
  ["", "document"],
  ["<img onerror=x>.md", "<img onerror=x>.md"],
])("%j is kept as %j", (given, kept) => expect(documentName(given)).toBe(kept));

test.each([
  ["team/index.md", "team/index.md"],
  ["team\\travel\\index.md", "team/travel/index.md"],
  ["../../etc/passwd", "etc/passwd"],
  ["/absolute/./a.md", "absolute/a.md"],
  ["C:\\Users\\a.md", "Users/a.md"],
  ["in\u202evoice/two\r\nlines.md", "invoice/twolines.md"],
  ["/..//./", "document"],
  [`${"a".repeat(200)}/${"b".repeat(100)}.md`, `${"b".repeat(100)}.md`],
])("with its folders %j is kept as %j", (given, kept) => expect(documentPath(given)).toBe(kept));

test.each([
  ["report.pdf", "report (2).pdf"],
  ["notes", "notes (2)"],
  ["archive.tar.gz", "archive.tar (2).gz"],
])("beside another %j is %j", (name, numbered) => expect(numberedName(name, 2)).toBe(numbered));

test.each([
  ["report (12).pdf", 12],
  ["report.pdf", null],
  ["report (1).pdf", null],
  ["report (02).pdf", null],
  ["other (2).pdf", null],
  ["report (2).txt", null],
])("as a name beside report.pdf %j has the number %j", (name, number) =>
  expect(numberOf(name, "report.pdf")).toBe(number),
);

test("a very long name has room for its number", () => {
  const long = `${"ä".repeat(251)}.pdf`;
  const name = numberedName(long, 12);
  expect(numberOf(name, long)).toBe(12);
  expect([...name]).toHaveLength(255);
  expect(name.endsWith("ä (12).pdf")).toBe(true);
});

test("a very long name keeps its ending", () => {
  const name = documentName(`${"ä".repeat(5000)}.pdf`);
  expect([...name]).toHaveLength(255);
  expect(name.endsWith("ä.pdf")).toBe(true);
});
