import { setImmediate as turn } from "node:timers/promises";
import { ProblemError } from "@eai/modules/kernel";
import { parse } from "csv-parse";
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
/** As one that is typed may have. */
const mostPlaces = 20;
/** Every question a knowledge base may have, with all its places. */
const mostRows = 10_000;
const mostColumns = 50;
/** So much is read at a time, then others have their turn: a file of this size can take seconds. */
const sliceCharacters = 8_192;

/**
 * Reads golden questions from the text of a CSV file: a first row with names of columns, then a row for each place where
 * an answer stands; rows with the same question belong together. A comma or semicolon parts the columns.
 * @throws ProblemError `validation_failed` that names the row
 */
export async function readQuestionsCsv(csv: string): Promise<ImportedQuestion[]> {
  const rows = await parseRows(csv);
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
    if (place === null) continue;
    if (entry.expected.length >= mostPlaces) {
      throw refused(
        `The question in row ${line} has more than ${mostPlaces} places. Leave the least telling ones out.`,
      );
    }
    entry.expected.push(place);
  }
  return [...questions.values()];
}

async function parseRows(csv: string): Promise<string[][]> {
  const rows: string[][] = [];
  const parser = parse({
    bom: true,
    delimiter: [",", ";"],
    relaxColumnCount: true,
    skipEmptyLines: true,
    onRecord(row: string[]) {
      if (row.length > mostColumns) throw refused(`Row ${rows.length + 1} has more than ${mostColumns} columns.`);
      if (rows.length > mostRows) throw refused(`The file has more than ${mostRows} rows. Split it.`);
      rows.push(row);
      return null;
    },
  });
  let failure: unknown;
  parser.on("error", (error) => {
    failure ??= error;
  });
  const ended = new Promise<void>((resolve) => parser.once("close", resolve));
  for (let start = 0; start < csv.length && failure === undefined; start += sliceCharacters) {
    parser.write(csv.slice(start, start + sliceCharacters));
    await turn();
  }
  parser.end();
  parser.resume();
  await ended;
  if (failure instanceof ProblemError) throw failure;
  if (failure === undefined) return rows;
  const reason = failure instanceof Error ? failure.message.split("\n")[0] : "";
  throw refused(`This is not a CSV file that can be read. ${reason}`);
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
    documentName: documentName.slice(0, 500).toWellFormed(),
    ...(page !== undefined && { page }),
    ...(text !== "" && { text: text.slice(0, 1000).toWellFormed() }),
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
