import { Document, Footer, Header, HeadingLevel, Packer, Paragraph, Table, TableCell, TableRow, TextRun } from "docx";
import { PDFDocument, type PDFFont, type PDFPage, StandardFonts } from "pdf-lib";

/** What a page of a sample PDF shows. */
export interface SamplePage {
  heading: string;
  paragraphs: string[];
}

/** A small company handbook; each page has a fact that is nowhere else, so that a citation can be checked. */
export const handbookPages: readonly SamplePage[] = [
  {
    heading: "Holidays",
    paragraphs: [
      "Every employee of Nordwind has 28 days of paid holiday a year. New employees may take their first holiday after a " +
        "trial period of three months. Days that were not taken by the end of the year are kept until 31 March.",
      "Requests go to the team lead at least two weeks before the first day off. A request is answered within three " +
        "working days, otherwise it counts as granted.",
    ],
  },
  {
    heading: "Travel expenses",
    paragraphs: [
      "A hotel may cost up to 140 euros a night, in London and Zurich up to 210 euros. Breakfast is included in this sum.",
      "Receipts are handed in within 30 days of the return. For the car 0.38 euros are paid for each kilometre.",
    ],
  },
  {
    heading: "Equipment",
    paragraphs: [
      "Each employee receives a laptop of model Falke 14 and may choose a second screen. Laptops are replaced after four " +
        "years; the old one can be bought for 120 euros.",
      "Lost equipment is reported to the service desk at extension 4711 on the same day.",
    ],
  },
];

const pageSize: [number, number] = [595, 842];
const margin = 72;

/** A PDF of several pages with headings, running header and page numbers; made the same each time. */
export async function samplePdf(
  pages: readonly SamplePage[] = handbookPages,
  title = "Nordwind Handbook",
): Promise<Uint8Array> {
  const pdf = await PDFDocument.create({ updateMetadata: false });
  pdf.setTitle(title);
  const body = await pdf.embedFont(StandardFonts.Helvetica);
  const bold = await pdf.embedFont(StandardFonts.HelveticaBold);
  for (const [index, { heading, paragraphs }] of pages.entries()) {
    const page = pdf.addPage(pageSize);
    page.drawText(title, { x: margin, y: 800, size: 9, font: body });
    page.drawText(`Page ${index + 1} of ${pages.length}`, { x: 270, y: 30, size: 9, font: body });
    page.drawText(heading, { x: margin, y: 740, size: 20, font: bold });
    drawParagraphs(page, body, paragraphs);
  }
  return pdf.save();
}

/** A page with a table of columns without lines between them, and text before and after it. */
export async function pdfWithTable(rows: readonly (readonly string[])[]): Promise<Uint8Array> {
  const pdf = await PDFDocument.create({ updateMetadata: false });
  pdf.setModificationDate(new Date("2024-05-06T07:08:09Z"));
  const font = await pdf.embedFont(StandardFonts.Helvetica);
  const page = pdf.addPage(pageSize);
  const line =
    "These lines of prose stand around the table and reach from one side of the page to the other, as lines do.";
  for (const [index, text] of [line, line].entries())
    page.drawText(text, { x: margin, y: 760 - 14 * index, size: 9, font });
  for (const [index, row] of rows.entries()) {
    for (const [column, cell] of row.entries())
      page.drawText(cell, { x: margin + 150 * column, y: 700 - 14 * index, size: 9, font });
  }
  page.drawText(line, { x: margin, y: 700 - 14 * rows.length - 30, size: 9, font });
  return pdf.save();
}

function drawParagraphs(page: PDFPage, font: PDFFont, paragraphs: readonly string[]): void {
  let y = 700;
  for (const paragraph of paragraphs) {
    for (const line of wrap(paragraph, font, 11, pageSize[0] - 2 * margin)) {
      page.drawText(line, { x: margin, y, size: 11, font });
      y -= 14;
    }
    y -= 14;
  }
}

function wrap(text: string, font: PDFFont, size: number, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (font.widthOfTextAtSize(longer, size) <= width) {
      line = longer;
      continue;
    }
    lines.push(line);
    line = word;
  }
  return [...lines, line];
}

/** A hundred full pages; page n holds `The reference number of chapter n is ${referenceNumber(n)}.` */
export function hundredPagePdf(): Promise<Uint8Array> {
  const pages = Array.from({ length: 100 }, (_, index) => ({
    heading: `Chapter ${index + 1}: ${topics[index % topics.length]}`,
    paragraphs: [
      `The reference number of chapter ${index + 1} is ${referenceNumber(index + 1)}.`,
      ...Array.from({ length: 6 }, (_, part) => filler(index * 7 + part)),
    ],
  }));
  return samplePdf(pages, "Nordwind Manual");
}

export function referenceNumber(chapter: number): string {
  return `NW-${String((chapter * 7919) % 100_000).padStart(5, "0")}`;
}

const topics = ["Safety", "Delivery", "Invoices", "Maintenance", "Training", "Archive", "Suppliers"];
const subjects = ["The warehouse", "A supplier", "The quality team", "Each branch office", "The finance department"];
const verbs = ["checks", "records", "reports", "reviews", "confirms"];
const objects = [
  "the delivery notes",
  "all open invoices",
  "the yearly inspection",
  "returned goods",
  "the training plan",
];
const endings = [
  "before the end of the month",
  "together with the responsible manager",
  "as soon as the forms have arrived",
  "and keeps a copy for six years",
  "unless a written exception was agreed",
];

function filler(seed: number): string {
  const pick = (list: readonly string[], turn: number) =>
    list[(seed * 3 + turn * 7 + Math.floor(seed / 5)) % list.length];
  return Array.from(
    { length: 5 },
    (_, turn) =>
      `${pick(subjects, turn)} ${pick(verbs, turn + 1)} ${pick(objects, turn + 2)} ${pick(endings, turn + 3)}.`,
  ).join(" ");
}

/** A DOCX with title, headings, a list, a table, header and footer. */
export async function sampleDocx(): Promise<Uint8Array> {
  const row = (cells: string[]) =>
    new TableRow({ children: cells.map((cell) => new TableCell({ children: [new Paragraph(cell)] })) });
  const item = (text: string) => new Paragraph({ text, bullet: { level: 0 } });
  const document = new Document({
    title: "Security Guide",
    sections: [
      {
        headers: { default: new Header({ children: [new Paragraph("Nordwind internal, class Amber")] }) },
        footers: { default: new Footer({ children: [new Paragraph("Owner: team Leuchtturm")] }) },
        children: [
          new Paragraph({ text: "Security Guide", heading: HeadingLevel.TITLE }),
          new Paragraph({ text: "Passwords", heading: HeadingLevel.HEADING_1 }),
          new Paragraph({
            children: [
              new TextRun("A password has at least "),
              new TextRun({ text: "14 characters", bold: true }),
              new TextRun("."),
            ],
          }),
          item("Never share a password."),
          item("Use the password manager Tresor."),
          new Paragraph({ text: "Visitors", heading: HeadingLevel.HEADING_1 }),
          new Paragraph("Visitors are met at the gate and wear a yellow badge."),
          new Paragraph({ text: "Opening hours", heading: HeadingLevel.HEADING_2 }),
          new Table({
            rows: [
              row(["Gate", "Opens", "Closes"]),
              row(["North", "06:00", "22:00"]),
              row(["South", "07:30", "18:00"]),
            ],
          }),
        ],
      },
    ],
  });
  return Packer.toBuffer(document);
}

export const sampleMarkdown = `---
title: Release Notes
---

# Release 4.2

The release **Seeadler** brings faster reports.

## Changes

- Reports are built in the background.
- The export knows the format ODS.
  It keeps the widths of columns.

## Limits

| Plan | Reports per day |
| --- | --- |
| Basic | 20 |
| Team | 500 |

\`\`\`sh
# not a heading
nordwind report --all
\`\`\`
`;

export const sampleText =
  "Protokoll der Sitzung vom 3. März\n\nDie Geschäftsführung beschließt den Umzug nach Köln für Oktober. " +
  "Größere Möbel werden nicht übernommen.\n\nDas Budget beträgt 48.000 Euro und ist von der Abteilung für Gebäude zu verwalten.\n";

/** The same German text in an encoding; the letters ä, ö, ü and ß tell whether it was understood. */
export function encodedText(
  encoding: "utf-8" | "utf-8-bom" | "utf-16le" | "utf-16le-bom" | "utf-16be-bom" | "windows-1252",
  text = sampleText,
): Uint8Array {
  switch (encoding) {
    case "utf-8":
      return Buffer.from(text, "utf8");
    case "utf-8-bom":
      return Buffer.from(`\ufeff${text}`, "utf8");
    case "utf-16le":
      return Buffer.from(text, "utf16le");
    case "utf-16le-bom":
      return Buffer.from(`\ufeff${text}`, "utf16le");
    case "utf-16be-bom":
      return Buffer.from(`\ufeff${text}`, "utf16le").swap16();
    case "windows-1252":
      return Buffer.from(text, "latin1");
    default:
      return encoding satisfies never;
  }
}
