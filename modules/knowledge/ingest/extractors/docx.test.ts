import {
  DeletedTextRun,
  Document,
  FootnoteReferenceRun,
  InsertedTextRun,
  Packer,
  Paragraph,
  Table,
  TableCell,
  TableRow,
  TextRun,
} from "docx";
import { describe, expect, it } from "vitest";
import {
  docxOf,
  docxParagraph,
  docxWithEntities,
  docxWithExternalImage,
  docxWithManyEntries,
  encryptedDocx,
  zipBombDocx,
} from "../../../../test/hostile-files.ts";
import { sampleDocx } from "../../../../test/sample-files.ts";
import { extractDocx } from "./docx.ts";

async function blocksOf(bytes: Uint8Array) {
  return (await extractDocx(bytes)).blocks.map(({ kind, level, text }) => (level ? [kind, level, text] : [kind, text]));
}

/** An archive that declares its large entries as small. */
function understate(archive: Uint8Array): Uint8Array {
  const view = new DataView(archive.buffer, archive.byteOffset, archive.length);
  for (let at = 0; at + 46 < archive.length; at += 1) {
    const signature = view.getUint32(at, true);
    const size = at + (signature === 0x02014b50 ? 24 : 22);
    if ((signature === 0x02014b50 || signature === 0x04034b50) && view.getUint32(size, true) > 1e6)
      view.setUint32(size, 5000, true);
  }
  return archive;
}

describe("extractDocx", () => {
  it("keeps title, headings, lists and tables, and adds header and footer", async () => {
    const bytes = await sampleDocx();
    expect(await extractDocx(bytes)).toMatchObject({ title: "Security Guide", language: "en", pageCount: null });
    expect(await blocksOf(bytes)).toEqual([
      ["heading", 1, "Security Guide"],
      ["heading", 1, "Passwords"],
      ["paragraph", "A password has at least 14 characters."],
      ["list", "- Never share a password.\n- Use the password manager Tresor."],
      ["heading", 1, "Visitors"],
      ["paragraph", "Visitors are met at the gate and wear a yellow badge."],
      ["heading", 2, "Opening hours"],
      ["table", "| Gate | Opens | Closes |\n| --- | --- | --- |\n| North | 06:00 | 22:00 |\n| South | 07:30 | 18:00 |"],
      ["paragraph", "Nordwind internal, class Amber"],
      ["paragraph", "Owner: team Leuchtturm"],
    ]);
  });

  it("finds the text of shapes, once", async () => {
    const shape = `<w:p><w:r><w:drawing><wps:txbx><w:txbxContent>${docxParagraph("In a box")}</w:txbxContent></wps:txbx></w:drawing></w:r></w:p>`;
    expect(await blocksOf(docxOf(docxParagraph("In the text") + shape))).toEqual([
      ["paragraph", "In the text"],
      ["paragraph", "In a box"],
    ]);
  });

  it("takes an outline level for a heading, leaves out what is deleted, and keeps merged cells and notes in their order", async () => {
    const cell = (text: string, more = {}) => new TableCell({ children: [new Paragraph(text)], ...more });
    const revision = { author: "Ada", date: "2026-01-01T00:00:00Z" };
    const document = new Document({
      footnotes: { 1: { children: [new Paragraph("First note")] }, 2: { children: [new Paragraph("Second note")] } },
      sections: [
        {
          children: [
            new Paragraph({ text: "Leave", outlineLevel: 1 }),
            new Paragraph({
              children: [
                new TextRun("There are "),
                new DeletedTextRun({ id: 1, ...revision, text: "twenty " }),
                new InsertedTextRun({ id: 2, ...revision, text: "thirty " }),
                new TextRun("days"),
                new FootnoteReferenceRun(1),
                new FootnoteReferenceRun(2),
              ],
            }),
            new Table({
              rows: [
                new TableRow({ children: [cell("Site", { rowSpan: 2 }), cell("Days", { columnSpan: 2 })] }),
                new TableRow({ children: [cell("2025"), cell("2026")] }),
              ],
            }),
          ],
        },
      ],
    });
    expect(await blocksOf(await Packer.toBuffer(document))).toEqual([
      ["heading", 2, "Leave"],
      ["paragraph", "There are thirty days"],
      ["table", "| Site | Days |  |\n| --- | --- | --- |\n|  | 2025 | 2026 |"],
      ["paragraph", "First note"],
      ["paragraph", "Second note"],
    ]);
  });

  it("opens nothing outside the file", async () => {
    for (const target of ["file:///etc/passwd", "/proc/self/environ", "/dev/zero", "http://127.0.0.1:9/x.png"]) {
      expect(await blocksOf(docxWithExternalImage(target))).toEqual([["paragraph", "Before the picture"]]);
    }
  });

  it("reads character references, and no entities", async () => {
    expect(await blocksOf(docxOf(docxParagraph("5 &lt; 7 &amp; &#228;&#x1F30D;")))).toEqual([
      ["paragraph", "5 < 7 & ä🌍"],
    ]);
    await expect(extractDocx(docxWithEntities())).rejects.toMatchObject({ code: "file_damaged" });
  });

  it.each([
    ["too_large_when_unpacked", () => zipBombDocx(100)],
    ["too_large_when_unpacked", () => docxWithManyEntries()],
    ["too_large_when_unpacked", () => docxOf(docxParagraph("&#65;".repeat(2_100_000)))],
    ["file_damaged", () => understate(zipBombDocx(40))],
    ["file_damaged", () => docxOf("<w:p>".repeat(5000))],
    ["file_damaged", () => docxOf(docxParagraph("hello")).subarray(0, 500)],
    ["password_protected", encryptedDocx],
    ["empty_document", () => docxOf("<w:p/>")],
  ])("says %s", async (code, make) => {
    await expect(extractDocx(make())).rejects.toMatchObject({ name: "ExtractionError", code });
  });
});
