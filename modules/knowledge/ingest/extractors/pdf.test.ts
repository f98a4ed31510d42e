import { describe, expect, it } from "vitest";
import {
  cyclicPdf,
  encryptedPdf,
  pdfWithDeclaredPages,
  scannedPdf,
  truncatedPdf,
} from "../../../../test/hostile-files.ts";
import { handbookPages, hundredPagePdf, referenceNumber, samplePdf } from "../../../../test/sample-files.ts";
import { extractPdf } from "./pdf.ts";
import { layOutPdf } from "./pdf-layout.ts";
import { readPdfWithPdfjs } from "./pdf-with-pdfjs.ts";

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
