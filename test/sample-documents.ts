import { Document, HeadingLevel, Packer, Paragraph } from "docx";
import { PDFDocument, StandardFonts } from "pdf-lib";

/** A real PDF: one page for each text, as wide as its lines. */
export async function samplePdf(pages: readonly string[]): Promise<Uint8Array> {
  const pdf = await PDFDocument.create();
  const font = await pdf.embedFont(StandardFonts.Helvetica);
  for (const text of pages) {
    const page = pdf.addPage([595, 842]);
    page.drawText(text, { x: 50, y: 780, size: 11, font, maxWidth: 495, lineHeight: 14 });
  }
  return pdf.save();
}

/** A real DOCX with a heading above each text. */
export async function sampleDocx(sections: Readonly<Record<string, string>>): Promise<Uint8Array> {
  const children = Object.entries(sections).flatMap(([heading, text]) => [
    new Paragraph({ text: heading, heading: HeadingLevel.HEADING_1 }),
    new Paragraph(text),
  ]);
  return new Uint8Array(await Packer.toBuffer(new Document({ sections: [{ children }] })));
}

/** Markdown of so many sections, each about its own subject, so that each becomes a chunk that can be found. */
export function sampleMarkdown(subject: string, sections: number): string {
  const parts = Array.from({ length: sections }, (_, index) => {
    const sentences = Array.from(
      { length: 12 },
      (_unused, line) =>
        `The ${subject} rule number ${index}-${line} says what the ${subject} team does on day ${line}.`,
    );
    return `## ${subject} section ${index}\n\n${sentences.join(" ")}`;
  });
  return [`# About ${subject}`, ...parts].join("\n\n");
}
