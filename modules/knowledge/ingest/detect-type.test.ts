import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { zipSync } from "fflate";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { activeContent, docxOf, docxParagraph, encryptedDocx, htmlPdfPolyglot } from "../../../test/hostile-files.ts";
import { encodedText, sampleDocx, sampleMarkdown, samplePdf } from "../../../test/sample-files.ts";
import { detectFileType, mediaTypes } from "./detect-type.ts";

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "detect-type-"));
});
afterAll(() => rm(directory, { recursive: true }));

async function detect(bytes: Uint8Array | string, name: string): Promise<string | null> {
  const path = join(directory, "file");
  await writeFile(path, bytes);
  return (await detectFileType({ path, name }))?.mediaType ?? null;
}

describe("detectFileType", () => {
  it("goes by the bytes, not the name", async () => {
    expect(await detect(await samplePdf(), "notes.txt")).toBe(mediaTypes.pdf);
    expect(await detect(await sampleDocx(), "picture.png")).toBe(mediaTypes.docx);
    expect(await detect("Only words.", "report.pdf")).toBe(mediaTypes.text);
    expect(await detect(sampleMarkdown, "README.MD")).toBe(mediaTypes.markdown);
    expect(await detect(sampleMarkdown, "readme.txt")).toBe(mediaTypes.text);
  });

  it("finds a PDF behind other bytes, but no web page that contains one", async () => {
    expect(await detect(Buffer.concat([Buffer.from("junk\n"), await samplePdf()]), "a.pdf")).toBe(mediaTypes.pdf);
    expect(await detect(htmlPdfPolyglot(), "a.pdf")).toBeNull();
  });

  it.each(["utf-8", "utf-8-bom", "utf-16le", "utf-16le-bom", "utf-16be-bom", "windows-1252"] as const)(
    "takes text in %s",
    async (encoding) => {
      expect(await detect(encodedText(encoding), "a.txt")).toBe(mediaTypes.text);
    },
  );

  it.each(Object.entries(activeContent))("refuses active content as %s", async (name, content) => {
    expect(await detect(content, name)).toBeNull();
    expect(await detect(Buffer.from(`\ufeff${content}`, "utf16le"), name)).toBeNull();
  });

  it("takes Markdown with inline HTML and text that begins like a binary format", async () => {
    expect(await detect('<p align="center">\n  <b>Nordwind</b>\n</p>\n\n# Title', "README.md")).toBe(
      mediaTypes.markdown,
    );
    expect(await detect("BMW, MZ and GIF are abbreviations.", "a.txt")).toBe(mediaTypes.text);
  });

  it("refuses binary data, also where it begins as text", async () => {
    const noise = Buffer.alloc(100_000);
    for (let index = 0; index < noise.length; index += 1) noise[index] = (index * 7919 + (index >> 3)) % 256;
    expect(await detect(noise, "a.txt")).toBeNull();
    expect(await detect(Buffer.concat([Buffer.from("text ".repeat(40_000)), noise]), "a.txt")).toBeNull();
    expect(await detect("", "a.txt")).toBeNull();
  });

  it("tells Office documents from each other and from other archives", async () => {
    expect(await detect(zipSync({ "xl/workbook.xml": new Uint8Array(9) }), "a.docx")).toBe(mediaTypes.xlsx);
    expect(await detect(zipSync({ "ppt/presentation.xml": new Uint8Array(9) }), "a.zip")).toBe(mediaTypes.pptx);
    expect(await detect(zipSync({ "xl/workbook.bin": new Uint8Array(9) }), "a.xlsx")).toBeNull();
    expect(await detect(zipSync({ "notes.txt": new Uint8Array(9) }), "a.docx")).toBeNull();
    expect(await detect(docxOf(docxParagraph("hello")).subarray(0, 600), "a.docx")).toBe(mediaTypes.docx);
  });

  it("takes a Word document with a password, which extraction then explains", async () => {
    expect(await detect(encryptedDocx(), "plan.docx")).toBe(mediaTypes.docx);
    expect(await detect(encryptedDocx(), "plan.XLSX")).toBe(mediaTypes.xlsx);
    expect(await detect(encryptedDocx(), "plan.xls")).toBeNull();
  });
});
