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

  it.each([
    ["page.html", "<!DOCTYPE html><html><body><p>Hello"],
    [
      "PAGE.HTM",
      '<?xml version="1.0"?><!DOCTYPE html PUBLIC "x" "y"><html xmlns="http://www.w3.org/1999/xhtml"><p>Hello</p></html>',
    ],
    ["part.html", "Some words, then <b>tags</b>."],
    ["\u0131.html", "<!-- saved --><script>var a = 1</script><p>Hello"],
  ])("takes a web page that says so: %s", async (name, content) => {
    expect(await detect(content, name)).toBe(mediaTypes.html);
    expect(await detect(Buffer.from(`\ufeff${content}`, "utf16le"), name)).toBe(mediaTypes.html);
  });

  it.each([
    ["picture.html", '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'],
    ["drawing.html", '<?xml version="1.0"?><!DOCTYPE svg PUBLIC "x" "y"><svg/>'],
    ["feed.html", '<?xml version="1.0"?><rss><channel/></rss>'],
    ["rich.html", "{\\rtf1\\ansi <b>hello</b>}"],
    ["page.csv", "<!doctype html><p>a,b"],
    ["page.eml", "<html><p>From: a"],
  ])("refuses other active content under the name %s", async (name, content) => {
    expect(await detect(content, name)).toBeNull();
  });

  it("tells mails and tables from text by how they begin, and where that is open by the name", async () => {
    const mail =
      "Received: by x\r\nFrom: a@example.com\r\nDate: Fri, 17 May 2024 10:00:00 +0200\r\nMessage-ID: <1>\r\n\r\nHello";
    expect(await detect(mail, "mail")).toBe(mediaTypes.eml);
    expect(await detect("From: Ada\nTo: Ben\n\nA letter.", "letter.txt")).toBe(mediaTypes.text);
    expect(await detect("From: Ada\nTo: Ben\n\nA letter.", "letter.eml")).toBe(mediaTypes.eml);
    expect(await detect("No header here.", "letter.eml")).toBe(mediaTypes.text);
    expect(await detect("a,b,c\n1,2,3\n4,5,6\n7,8,9\n1,1,1\n", "table")).toBe(mediaTypes.csv);
    expect(await detect("one column\nof words", "words.csv")).toBe(mediaTypes.csv);
    expect(await detect("Well, yes, I think.\nNo, not at all, never.\nA, b.\nC\nD\n", "talk.txt")).toBe(
      mediaTypes.text,
    );
  });
});
