import { describe, expect, it } from "vitest";
import { pptxOf, shape, textCell, xlsxOf } from "../../../../test/office-files.ts";
import { extractCsv } from "./csv.ts";
import { extractEml } from "./eml.ts";
import { extractHtml } from "./html.ts";
import { extractPptx } from "./pptx.ts";
import { extractXlsx } from "./xlsx.ts";

/** Long enough that work that grows with the square of it would never end. */
const many = 100_000;

function refuses(code: string) {
  return expect.objectContaining({ name: "ExtractionError", code });
}

describe("A44 files that become large", () => {
  it("A44 are refused before they are inflated", () => {
    const blanks = " ".repeat(33 * 1024 * 1024);
    expect(() => extractXlsx(xlsxOf([{ name: "S", rows: blanks }]))).toThrow(refuses("too_large_when_unpacked"));
  });

  it("A44 are refused when few bytes stand for much text", () => {
    const strings = `<si><t>${"x".repeat(1_000_000)}</t></si>`;
    const rows = Array.from(
      { length: 1000 },
      (_, index) => `<row r="${index + 1}"><c r="A${index + 1}" t="s"><v>0</v></c></row>`,
    );
    expect(() => extractXlsx(xlsxOf([{ name: "S", rows: rows.join("") }], { strings }))).toThrow(
      refuses("too_large_when_unpacked"),
    );
    const spans = `<table><tr>${`<td colspan=200 rowspan=2000>${"x".repeat(500)}`.repeat(20)}${"<tr><td>y".repeat(2000)}</table>`;
    expect(() => extractHtml(Buffer.from(spans))).toThrow(refuses("too_large_when_unpacked"));
  });

  it("A44 do not grow with the empty places between cells", () => {
    const corners = `<row r="1">${textCell("A1", "first")}</row><row r="1048576">${textCell("XFD1048576", "last")}</row>`;
    const whole = '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>';
    expect(extractXlsx(xlsxOf([{ name: "S", rows: corners, after: whole }])).text).toBe("S\n\nfirst\n\nlast");
    const letters = (index: number) =>
      `A${String.fromCharCode(65 + (index % 26))}${String.fromCharCode(65 + index / 26)}`;
    const scattered = Array.from(
      { length: 600 },
      (_, index) => `<row r="${index + 1}">${textCell(`${letters(index)}${index + 1}`, "x")}</row>`,
    );
    expect(extractXlsx(xlsxOf([{ name: "S", rows: scattered.join("") }])).text.length).toBeLessThan(1_000_000);
    const ragged = `a,b\n${"1,".repeat(50_000)}\n${"1\n".repeat(20_000)}`;
    expect(extractCsv(Buffer.from(ragged)).text.length).toBeLessThan(1_000_000);
  });
});

describe("A45 files that poison their reader", () => {
  it("A45 XML with entities, or nested without end, is damaged", () => {
    const entities = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>';
    expect(() => extractXlsx(xlsxOf([{ name: "S", rows: textCell("A1", "&a;") }], { strings: entities }))).toThrow(
      refuses("file_damaged"),
    );
    expect(() => extractPptx(pptxOf([{ shapes: entities + shape(null, ["&a;"]) }]))).toThrow(refuses("file_damaged"));
    const deep = "<p:grpSp>".repeat(many) + "</p:grpSp>".repeat(many);
    expect(() => extractPptx(pptxOf([{ shapes: deep }]))).toThrow(refuses("file_damaged"));
    expect(() => extractXlsx(Buffer.from("PK\x03\x04 and no more"))).toThrow(refuses("file_damaged"));
  });

  it.each([
    ["elements", "<div>".repeat(many), ""],
    ["lists", "<ul><li>a".repeat(2000), "</ul>".repeat(many)],
    ["tables", "<table><tr><td>".repeat(many), ""],
    ["end tags that end nothing", `<div><table><td>${"<b>".repeat(many)}`, "</div></i>".repeat(many)],
    ["paragraphs in inline elements", "<b><p>".repeat(many), ""],
    ["signs that begin a tag", "a<b<".repeat(many), ">"],
    ["comments that never begin", "<!- ".repeat(many), ">"],
  ])("A45 a flood of %s is read", (_, before, after) => {
    expect(extractHtml(Buffer.from(`<p>begin</p>${before}x${after}`)).text).toContain("begin");
  });

  it("A45 one endless line, and a mark that is never closed, are read", () => {
    expect(extractCsv(Buffer.from("a".repeat(5_000_000))).text).toHaveLength(5_000_000);
    expect(extractCsv(Buffer.from(`a,b\n1,"x\n${"1,2\n".repeat(300_000)}`)).text).toContain('| 1 | "x |');
    expect(extractHtml(Buffer.from(`<p>${"word ".repeat(500_000)}`)).text).toHaveLength(2_499_999);
  });

  it("A45 mails nested without end are damaged, or read as far as they make sense", async () => {
    const parts = Array.from(
      { length: 1000 },
      (_, level) => `Content-Type: multipart/mixed; boundary=x${level}\n\n--x${level}\n`,
    );
    await expect(extractEml(Buffer.from(`From: a@b.c\n${parts.join("")}`))).rejects.toThrow(refuses("file_damaged"));
    const forwarded = `From: a@b.c\nSubject: s\n${"Content-Type: message/rfc822\n\nFrom: a@b.c\n".repeat(1000)}`;
    expect((await extractEml(Buffer.from(forwarded))).title).toBe("s");
  });
});
