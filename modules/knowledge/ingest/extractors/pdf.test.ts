import { describe, expect, it } from "vitest";
import {
  cyclicPdf,
  encryptedPdf,
  pdfWithDeclaredPages,
  scannedPdf,
  truncatedPdf,
} from "../../../../test/hostile-files.ts";
import {
  handbookPages,
  hundredPagePdf,
  pdfWithTable,
  referenceNumber,
  samplePdf,
} from "../../../../test/sample-files.ts";
import { inReadingOrder } from "./arabic-ligatures.ts";
import { markdownTable } from "./markdown-table.ts";
import { extractPdf } from "./pdf.ts";
import { pdfDate } from "./pdf-date.ts";
import { removePageFurniture } from "./pdf-furniture.ts";
import { layOutPdf } from "./pdf-layout.ts";
import { readPdfWithPdfjs } from "./pdf-with-pdfjs.ts";

const line = { text: "", left: 72, right: 300, bottom: 0, top: 9, endBottom: 0, size: 9, bold: false };

describe("extractPdf", () => {
  it("keeps title, headings, paragraphs and pages, and drops running headers and page numbers", async () => {
    const document = await extractPdf(await samplePdf());
    expect(document).toMatchObject({ title: "Nordwind Handbook", language: "en", pageCount: 3 });
    const expected = handbookPages.flatMap(({ heading, paragraphs }, index) => [
      { kind: "heading", level: 1, text: heading, page: index + 1 },
      ...paragraphs.map((text) => ({ kind: "paragraph", text, page: index + 1 })),
    ]);
    expect(document.blocks.map(({ start: _, end: __, ...block }) => block)).toEqual(expected);
    for (const block of document.blocks) expect(document.text.slice(block.start, block.end)).toBe(block.text);
  });

  it("finds the fact of each of a hundred pages on its page", async () => {
    const { blocks, pageCount } = await extractPdf(await hundredPagePdf());
    expect(pageCount).toBe(100);
    for (const page of [1, 37, 100]) {
      expect(blocks.find((block) => block.text.includes(referenceNumber(page)))?.page).toBe(page);
    }
  });

  it("reads the same words with the second reader", async () => {
    const bytes = await samplePdf();
    const words = (text: string) => text.split(/\s+/).join(" ");
    const second = layOutPdf((await readPdfWithPdfjs(bytes)).pages).map((block) => block.text);
    expect(words(second.join(" "))).toBe(words((await extractPdf(bytes)).text));
  });

  it("writes columns as a table, and takes the date of the last change", async () => {
    const rows = [
      ["Gate", "Opens", "Guarded by"],
      ["North", "06:00", "the night shift"],
      ["South", "07:30", ""],
      ["East", "08:00", "nobody"],
    ];
    const { blocks, datedAt } = await extractPdf(await pdfWithTable(rows));
    expect(blocks.map((block) => block.kind)).toEqual(["paragraph", "table", "paragraph"]);
    expect(blocks[1]?.text).toBe(markdownTable(rows));
    expect(datedAt).toBe("2024-05-06T07:08:09.000Z");
  });

  it("drops running titles with the page number of a book of which some pages are here", async () => {
    const lines = (text: string, number: number) => [{ ...line, text: `${number} ${text}`, bottom: 30, top: 39 }];
    const pages = [12, 15, 88].map((number, index) => ({
      number: index + 1,
      height: 842,
      pictureShare: 0,
      lines: [{ ...line, text: `Text of ${number}`, bottom: 400, top: 409 }, ...lines("The DB2 handbook", number)],
    }));
    expect(removePageFurniture(pages, 9).flatMap((page) => page.lines.map(({ text }) => text))).toEqual([
      "Text of 12",
      "Text of 15",
      "Text of 88",
    ]);
  });

  it("does not take a number that changes with each page's content for a page number", async () => {
    const pages = [5, 9, 2, 7].map((count) => ({ heading: "Stock", paragraphs: [`There are ${count} boxes.`] }));
    const { text } = await extractPdf(await samplePdf(pages));
    for (const count of [5, 9, 2, 7]) expect(text).toContain(`There are ${count} boxes.`);
  });

  it.each([
    ["scanned_document", scannedPdf],
    ["file_damaged", truncatedPdf],
    ["password_protected", async () => encryptedPdf()],
    ["no_text_found", async () => pdfWithDeclaredPages(1)],
    ["file_damaged", async () => Buffer.from("%PDF-1.7\nnothing else")],
  ])("says %s", async (code, make) => {
    await expect(extractPdf(await make())).rejects.toMatchObject({ name: "ExtractionError", code });
  });

  it.each([
    ["a million declared pages", pdfWithDeclaredPages()],
    ["a page tree that contains itself", cyclicPdf()],
  ])("refuses %s", async (_, bytes) => {
    await expect(extractPdf(bytes)).rejects.toMatchObject({ name: "ExtractionError" });
  });
});

describe("pdfDate", () => {
  it.each([
    ["D:20240131120000+01'00'", "2024-01-31T11:00:00.000Z"],
    ["D:20240131", "2024-01-31T00:00:00.000Z"],
    ["20240131120000Z", "2024-01-31T12:00:00.000Z"],
    ["D:00000000000000", null],
    ["yesterday", null],
  ])("reads %s", (written, date) => {
    expect(pdfDate(written)).toBe(date);
  });
});

describe("inReadingOrder", () => {
  it("turns the letters of lam-alef around where they were one glyph, and parts the scripts", () => {
    expect(inReadingOrder("المشكالت", (offset) => offset === 5)).toBe("المشكلات");
    expect(inReadingOrder("لغة Rو", () => false)).toBe("لغة R و");
  });
});
