import { expect, test } from "vitest";
import type { TextPiece } from "./joined-text.ts";
import { tellTables } from "./text-tables.ts";

const plain = (text: string): TextPiece => ({ text, marked: false, page: null });
const marked = (text: string): TextPiece => ({ text, marked: true, page: null });

test("A Markdown table becomes one, what stands around it stays as it is", () => {
  const blocks = tellTables([
    plain("Prices\n\n| what | price |\n| --- | --- |\n| tea \\| mint | 2 |\n|  | 3 |\n\nEnd | of it"),
  ]);
  expect(blocks).toEqual([
    { kind: "text", pieces: [plain("Prices\n"), plain("\n")] },
    {
      kind: "table",
      header: { cells: ["what", "price"], marked: false },
      rows: [
        { cells: ["tea | mint", "2"], marked: false },
        { cells: ["", "3"], marked: false },
      ],
    },
    { kind: "text", pieces: [plain("\n"), plain("End | of it")] },
  ]);
});

test("A passage that begins within a row marks the row, and no line end marks the next", () => {
  const [table] = tellTables([
    plain("| a | b |\n| --- | --- |\n| 1 | "),
    marked("2 |\n| 3 | 4 |\n"),
    plain("| 5 | 6 |"),
  ]);
  expect(table).toMatchObject({ kind: "table", header: { marked: false } });
  expect(table?.kind === "table" && table.rows.map((row) => row.marked)).toEqual([true, true, false]);
});

test("The rest of a table whose beginning was not read has no header, one line with bars is no table", () => {
  expect(tellTables([plain("| 1 | 2 |\n| 3 | 4 |\n")])).toMatchObject([{ kind: "table", header: null }]);
  expect(tellTables([plain("| just a line |\nand more")])).toMatchObject([{ kind: "text" }]);
});

test("A page that begins within a table parts it, and keeps its place", () => {
  const page = { text: "| 5 | 6 |\n| 7 | 8 |\n", marked: false, page: 2 };
  const blocks = tellTables([plain("| 1 | 2 |\n| --- | --- |\n| 3 | 4 |\n"), page]);
  expect(blocks.map(({ kind }) => kind)).toEqual(["table", "text", "table"]);
  expect(blocks[1]).toEqual({ kind: "text", pieces: [{ text: "", marked: false, page: 2 }] });
});
