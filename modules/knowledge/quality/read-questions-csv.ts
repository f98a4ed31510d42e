import { ProblemError } from "@eai/modules/kernel";
import { parse } from "csv-parse/sync";
import type { ExpectedPassage } from "../tables.ts";

export interface ImportedQuestion {
  question: string;
  expected: ExpectedPassage[];
}

const names: Record<string, "question" | "document" | "page" | "text" | "grade"> = {
  question: "question",
  document: "document",
  document_name: "document",
  page: "page",
  text: "text",
  grade: "grade",
};
const longestQuestion = 4000;

/**
 * Reads golden questions from the text of a CSV file: a first row with names of columns, then a row for each place where
 * an answer stands; rows with the same question belong together. A comma or semicolon parts the columns.
 * @throws ProblemError `validation_failed` that names the row
 */
export function readQuestionsCsv(csv: string): ImportedQuestion[] {
  const rows = parseRows(csv);
  const [header, ...data] = rows;
  const columns = (header ?? []).map((cell) => names[cell.trim().toLowerCase()]);
  if (!columns.includes("question")) throw refused("The first row must name the columns; one of them is `question`.");
  const questions = new Map<string, ImportedQuestion>();
  for (const [index, row] of data.entries()) {
    const cells = new Map(columns.map((name, place) => [name, row[place]?.trim() ?? ""]));
    const line = index + 2;
    const question = cells.get("question") ?? "";
    if (question === "") throw refused(`Row ${line} has no question.`);
    if (question.length > longestQuestion) throw refused(`The question in row ${line} is too long.`);
    const entry = questions.get(question) ?? { question, expected: [] };
    questions.set(question, entry);
    const place = placeOf(cells, line);
    if (place !== null) entry.expected.push(place);
  }
  return [...questions.values()];
}

function parseRows(csv: string): string[][] {
  try {
    const rows: unknown = parse(csv, {
      bom: true,
      delimiter: [",", ";"],
      relaxColumnCount: true,
      skipEmptyLines: true,
    });
    return isRows(rows) ? rows : [];
  } catch (error) {
    const reason = error instanceof Error ? error.message.split("\n")[0] : "";
    throw refused(`This is not a CSV file that can be read. ${reason}`);
  }
}

function isRows(value: unknown): value is string[][] {
  return Array.isArray(value);
}

function placeOf(cells: ReadonlyMap<string | undefined, string>, line: number): ExpectedPassage | null {
  const documentName = cells.get("document") ?? "";
  const text = cells.get("text") ?? "";
  if (documentName === "") {
    if (text === "") return null;
    throw refused(`Row ${line} names no document.`);
  }
  const page = wholeNumber(cells.get("page"), "page", line);
  const grade = wholeNumber(cells.get("grade"), "grade", line);
  if (grade !== undefined && (grade < 1 || grade > 3)) throw refused(`The grade in row ${line} must be 1, 2 or 3.`);
  return {
    documentName: documentName.slice(0, 500),
    ...(page !== undefined && { page }),
    ...(text !== "" && { text: text.slice(0, 1000) }),
    ...(grade !== undefined && { grade }),
  };
}

function wholeNumber(cell: string | undefined, name: string, line: number): number | undefined {
  if (cell === undefined || cell === "") return undefined;
  if (!/^\d{1,6}$/.test(cell) || Number(cell) < 1) throw refused(`The ${name} in row ${line} is not a whole number.`);
  return Number(cell);
}

function refused(detail: string): ProblemError {
  return new ProblemError("validation_failed", detail, { errors: [{ field: "body.csv", message: detail }] });
}
