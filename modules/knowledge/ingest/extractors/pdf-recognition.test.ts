import { describe, expect, it } from "vitest";
import { scannedTextPdf } from "../../../../test/hostile-files.ts";
import { samplePdf } from "../../../../test/sample-files.ts";
import { extractPdf } from "./pdf.ts";
import { renderGray } from "./pdf-rendering.ts";
import { withPdfDocument } from "./pdfium.ts";

const page = { heading: "Gates", paragraphs: ["The north gate opens at six and closes at ten."] };

async function pictureOfFirstPage(pdf: Uint8Array) {
  return withPdfDocument(pdf, ({ functions, ...pdfium }, document) => {
    const address = functions.FPDF_LoadPage(document, 0);
    try {
      const image = renderGray({ functions, ...pdfium }, address);
      if (image === null) throw new Error("The page was not drawn");
      return image;
    } finally {
      functions.FPDF_ClosePage(address);
    }
  });
}

describe("extractPdf of pictures of text", async () => {
  const picture = await pictureOfFirstPage(await samplePdf([page]));
  const mixed = await scannedTextPdf(picture, [page]);

  it("reads the rest and counts the pages it could not read", async () => {
    const document = await extractPdf(mixed);
    expect(document).toMatchObject({ pageCount: 2, unreadPages: 1, recognisedPages: 0 });
    expect(document.blocks.every((block) => block.page === 1)).toBe(true);
    await expect(extractPdf(await scannedTextPdf(picture))).rejects.toMatchObject({ code: "scanned_document" });
  });

  it("recognises them where that is on, with their page numbers and how far it is", async () => {
    const reports: number[][] = [];
    const recognition = {
      languages: "eng+deu",
      timeoutSeconds: 600,
      report: (...numbers: number[]) => reports.push(numbers),
    };
    const document = await extractPdf(mixed, recognition);
    expect(document).toMatchObject({ unreadPages: 0, recognisedPages: 1 });
    const read = document.blocks.filter((block) => block.page === 2).map((block) => block.text);
    expect(read).toEqual(["Nordwind Handbook", page.heading, ...page.paragraphs, "Page 1 of 1"]);
    expect(reports).toEqual([[0, 1]]);
  });

  it("says so when there was no time, and when a language is missing", async () => {
    const pictures = await scannedTextPdf(picture);
    await expect(extractPdf(pictures, { languages: "eng+deu", timeoutSeconds: -1 })).rejects.toMatchObject({
      code: "extraction_timed_out",
    });
    expect(await extractPdf(mixed, { languages: "eng+deu", timeoutSeconds: -1 })).toMatchObject({ unreadPages: 1 });
    await expect(extractPdf(pictures, { languages: "xyz", timeoutSeconds: 600 })).rejects.toMatchObject({
      code: "extraction_failed",
    });
  });
});
