import { expect, test } from "vitest";
import { documentName } from "./document-name.ts";

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

test("a very long name keeps its ending", () => {
  const name = documentName(`${"ä".repeat(5000)}.pdf`);
  expect([...name]).toHaveLength(255);
  expect(name.endsWith("ä.pdf")).toBe(true);
});
