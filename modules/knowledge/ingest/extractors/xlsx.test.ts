import { describe, expect, it } from "vitest";
import writeExcelFile from "write-excel-file/node";
import { textCell, xlsxOf } from "../../../../test/office-files.ts";
import { extractXlsx } from "./xlsx.ts";
import { formatNumber, numberFormat } from "./xlsx-number-format.ts";

describe("extractXlsx", () => {
  it("reads the sheets a spreadsheet program wrote, with names, dates and numbers", async () => {
    const bytes = await writeExcelFile([
      {
        sheet: "Prices",
        data: [
          ["Product", "Since", "Price", "Sold"],
          ["Box", { value: new Date(Date.UTC(2024, 4, 17)), type: Date, format: "dd/mm/yyyy" }, 12.5, true],
          ["Bag", null, { value: 0.125, type: Number, format: "0.0%" }, false],
        ],
      },
      { sheet: "Places", data: [["City"], ["Köln"], ["東京"]] },
    ]).toBuffer();
    const document = extractXlsx(bytes);
    expect(document).toMatchObject({ title: null, pageCount: 2, pageKind: "sheet" });
    expect(document.blocks.map(({ kind, text, page }) => [page, kind, text])).toEqual([
      [1, "heading", "Prices"],
      [
        1,
        "table",
        "| Product | Since | Price | Sold |\n| --- | --- | --- | --- |\n| Box | 2024-05-17 | 12.5 | TRUE |\n| Bag |  | 12.5% | FALSE |",
      ],
      [2, "heading", "Places"],
      [2, "paragraph", "City\nKöln\n東京"],
    ]);
  });

  it("parts tables by empty rows, keeps titles above them, and fills merged cells", () => {
    const rows =
      `<row r="1">${textCell("A1", "Sales")}</row>` +
      `<row r="2">${textCell("A2", "Region")}${textCell("B2", "Sum")}</row>` +
      `<row r="3">${textCell("A3", "North")}<c r="B3"><v>1</v></c></row><row r="4"><c r="B4"><f>B3+1</f><v>2</v></c></row>` +
      `<row r="9">${textCell("C9", "x")}${textCell("E9", "y")}</row><row r="10">${textCell("C10", "1")}${textCell("E10", "2")}</row>`;
    const after = '<mergeCells><mergeCell ref="A1:B1"/><mergeCell ref="A3:A4"/></mergeCells>';
    expect(extractXlsx(xlsxOf([{ name: "S", rows, after }])).blocks.map(({ text }) => text)).toEqual([
      "S",
      "Sales",
      "| Region | Sum |\n| --- | --- |\n| North | 1 |\n| North | 2 |",
      "| x | y |\n| --- | --- |\n| 1 | 2 |",
    ]);
  });

  it("leaves hidden sheets out, and counts them", () => {
    const rows = (text: string) => `<row r="1">${textCell("A1", text)}</row>`;
    const document = extractXlsx(
      xlsxOf([
        { name: "Lists", rows: rows("secret"), isHidden: true },
        { name: "Shown", rows: rows("open") },
      ]),
    );
    expect(document.text).toBe("Shown\n\nopen");
    expect(document.blocks[0]?.page).toBe(2);
  });

  it("reads shared strings of several runs without the reading aid, and errors as they are named", () => {
    const strings = "<si><r><t>東</t></r><r><t xml:space='preserve'>京 </t></r><rPh><t>トウ</t></rPh></si>";
    const rows =
      '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="e"><v>#N/A</v></c><c r="C1" t="str"><v>a_x000D_b</v></c></row>';
    expect(extractXlsx(xlsxOf([{ name: "S", rows }], { strings })).text).toContain("| 東京 | #N/A | a b |");
  });

  it("says that there is nothing in it", () => {
    const empty = xlsxOf([{ name: "S", rows: "" }]);
    expect(() => extractXlsx(empty)).toThrow(expect.objectContaining({ code: "empty_document" }));
  });
});

describe("formatNumber", () => {
  const show = (value: number, code: string, startsIn1904 = false) =>
    formatNumber(value, numberFormat(164, new Map([[164, code]])), startsIn1904);

  it.each([
    [45_429, "dd.mm.yyyy", "2024-05-17"],
    [45_429.75, "d/m/yy h:mm", "2024-05-17 18:00"],
    [0.5, "h:mm AM/PM", "12:00"],
    [1.25, "[h]:mm:ss", "30:00:00"],
    [1, "yyyy-mm-dd", "1900-01-01"],
    [61, "yyyy-mm-dd", "1900-03-01"],
    [0.256, "0%", "26%"],
    [1234.5, "#,##0.00\\ [$€-407]", "1234.50 €"],
    [3.06, '0.0 "days"', "3.1"],
    [0.1 + 0.2, "General", "0.3"],
    [12, "@", "12"],
  ])("shows %d in the format %s as %s", (value, code, text) => {
    expect(show(value, code)).toBe(text);
  });

  it("counts from 1904 where the file says so", () => {
    expect(show(0, "yyyy-mm-dd", true)).toBe("1904-01-01");
  });
});
