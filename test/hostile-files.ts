import { crc32, deflateSync } from "node:zlib";
import { strToU8, type Zippable, zipSync } from "fflate";
import { PDFDocument } from "pdf-lib";
import { type SamplePage, samplePdf } from "./sample-files.ts";

/** A PDF whose pages are pictures, as a scanner makes it. */
export async function scannedPdf(pageCount = 3): Promise<Uint8Array> {
  const pdf = await PDFDocument.create({ updateMetadata: false });
  const image = await pdf.embedPng(grayPng(64, 90));
  for (let index = 0; index < pageCount; index += 1) {
    pdf.addPage([595, 842]).drawImage(image, { x: 0, y: 0, width: 595, height: 842 });
  }
  return pdf.save();
}

/** Pages of text, then one that is a picture. @param picture its brightness by pixel */
export async function scannedTextPdf(
  picture: { width: number; height: number; pixels: Uint8Array },
  pages: readonly SamplePage[] = [],
): Promise<Uint8Array> {
  const pdf = pages.length > 0 ? await PDFDocument.load(await samplePdf(pages)) : await PDFDocument.create();
  const rows = Buffer.alloc((picture.width + 1) * picture.height);
  for (let row = 0; row < picture.height; row += 1) {
    rows.set(picture.pixels.subarray(row * picture.width, (row + 1) * picture.width), row * (picture.width + 1) + 1);
  }
  const image = await pdf.embedPng(pngOf(picture.width, picture.height, rows));
  pdf.addPage([595, 842]).drawImage(image, { x: 0, y: 0, width: 595, height: 842 });
  return pdf.save();
}

export async function truncatedPdf(): Promise<Uint8Array> {
  const whole = await samplePdf();
  return whole.subarray(0, Math.floor(whole.length / 3));
}

/** Opening it without a password fails: the password hashes in it fit no password. */
export function encryptedPdf(): Uint8Array {
  const hash = "ab".repeat(32);
  return pdfOf(
    [
      "<< /Type /Catalog /Pages 2 0 R >>",
      "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
      "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] >>",
      `<< /Filter /Standard /V 2 /R 3 /Length 128 /P -3904 /O <${hash}> /U <${hash}> >>`,
    ],
    `/Encrypt 4 0 R /ID [<${"cd".repeat(16)}> <${"cd".repeat(16)}>]`,
  );
}

/** Says that it has a million pages, and has one. */
export function pdfWithDeclaredPages(count = 1_000_000): Uint8Array {
  return pdfOf([
    "<< /Type /Catalog /Pages 2 0 R >>",
    `<< /Type /Pages /Kids [3 0 R] /Count ${count} >>`,
    "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] >>",
  ]);
}

/** A page tree that contains itself. */
export function cyclicPdf(): Uint8Array {
  return pdfOf(["<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 5000 >>"]);
}

/** A page that draws a form, which draws itself. */
export function pdfDrawingItself(): Uint8Array {
  const form = (resources: string) =>
    `<< /Type /XObject /Subtype /Form /BBox [0 0 200 200] /Resources << /XObject << /F ${resources} >> >> /Length 7 >>\nstream\n/F Do /F Do\nendstream`;
  return pdfOf([
    "<< /Type /Catalog /Pages 2 0 R >>",
    "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] /Resources << /XObject << /F 4 0 R >> >> /Contents 6 0 R >>",
    form("5 0 R"),
    form("4 0 R"),
    "<< /Length 6 >>\nstream\n/F Do \nendstream",
  ]);
}

/** A page of a picture of very many pixels, which some kilobytes hold, on paper of five metres. @param side in pixels */
export function pdfWithHugePicture(side = 10_000): Uint8Array {
  const pixels = deflateSync(Buffer.alloc((side / 8) * side)).toString("latin1");
  const draw = "q 14400 0 0 14400 0 0 cm /I Do Q";
  return pdfOf([
    "<< /Type /Catalog /Pages 2 0 R >>",
    "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 14400 14400] /Resources << /XObject << /I 5 0 R >> >> /Contents 4 0 R >>",
    `<< /Length ${draw.length} >>\nstream\n${draw}\nendstream`,
    `<< /Type /XObject /Subtype /Image /Width ${side} /Height ${side} /ColorSpace /DeviceGray /BitsPerComponent 1 /Filter /FlateDecode /Length ${pixels.length} >>\nstream\n${pixels}\nendstream`,
  ]);
}

/** A web page that also passes as a PDF. */
export function htmlPdfPolyglot(): Uint8Array {
  return Buffer.concat([Buffer.from("<html><script>alert(1)</script><!--\n"), pdfWithDeclaredPages(1)]);
}

/** @param objects bodies of the objects 1, 2, 3 … */
function pdfOf(objects: readonly string[], trailer = ""): Uint8Array {
  let text = "%PDF-1.6\n";
  const offsets = objects.map((body, index) => {
    const offset = text.length;
    text += `${index + 1} 0 obj\n${body}\nendobj\n`;
    return offset;
  });
  const table = offsets.map((offset) => `${String(offset).padStart(10, "0")} 00000 n \n`).join("");
  const start = text.length;
  text += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${table}trailer\n<< /Size ${objects.length + 1} /Root 1 0 R ${trailer} >>\n`;
  return Buffer.from(`${text}startxref\n${start}\n%%EOF\n`, "latin1");
}

const contentTypes =
  '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">' +
  '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>' +
  '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>';
const relationshipType = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const packageRelationships =
  '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">' +
  `<Relationship Id="rId1" Type="${relationshipType}/officeDocument" Target="word/document.xml"/></Relationships>`;

/** @param body what stands inside `w:body`, or a whole document that begins with `<?xml` */
export function docxOf(body: string, others: Zippable = {}): Uint8Array {
  const document = body.startsWith("<?xml")
    ? body
    : `<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="${relationshipType}" xmlns:wps="urn:wps"><w:body>${body}</w:body></w:document>`;
  return zipSync({
    "[Content_Types].xml": strToU8(contentTypes),
    "_rels/.rels": strToU8(packageRelationships),
    "word/document.xml": strToU8(document),
    ...others,
  });
}

export function docxParagraph(text: string): string {
  return `<w:p><w:r><w:t>${text}</w:t></w:r></w:p>`;
}

/** Some hundred kilobytes that become hundreds of megabytes of text. */
export function zipBombDocx(megabytes = 200): Uint8Array {
  const filler = "A".repeat(1024 * 1024);
  return docxOf(Array.from({ length: megabytes }, () => docxParagraph(filler)).join(""));
}

export function docxWithManyEntries(count = 10_000): Uint8Array {
  const others: Zippable = {};
  for (let index = 0; index < count; index += 1) others[`word/media/${index}.png`] = new Uint8Array(1);
  return docxOf(docxParagraph("hello"), others);
}

/** Claims an image from the file system of the server. */
export function docxWithExternalImage(target: string): Uint8Array {
  const relationships =
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">' +
    `<Relationship Id="rId9" Type="${relationshipType}/image" Target="${target}" TargetMode="External"/></Relationships>`;
  const image =
    '<w:p><w:r><w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing">' +
    '<a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:graphicData>' +
    '<pic:pic xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:blipFill><a:blip r:link="rId9"/></pic:blipFill></pic:pic>' +
    "</a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>";
  return docxOf(docxParagraph("Before the picture") + image, {
    "word/_rels/document.xml.rels": strToU8(relationships),
  });
}

export function docxWithEntities(): Uint8Array {
  return docxOf(
    '<?xml version="1.0"?><!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>&x;</w:t></w:r></w:p></w:body></w:document>',
  );
}

/** What Word makes of a document with a password: another container, which names its content. */
export function encryptedDocx(): Uint8Array {
  return Buffer.concat([
    Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]),
    Buffer.alloc(1024),
    Buffer.from("EncryptedPackage", "utf16le"),
    Buffer.alloc(512, 7),
  ]);
}

/** Content that a browser would run, by the name it poses under. */
export const activeContent: Readonly<Record<string, string>> = {
  "page.txt": "<!DOCTYPE html><html><body><script>alert(1)</script></body></html>",
  "spaces.txt": "\n\n   <!-- harmless -->\n<HTML><script>alert(1)</script>",
  "image.md": '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
  "xhtml.txt": '<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><script>alert(1)</script></html>',
  "rich.txt": "{\\rtf1\\ansi hello}",
};

function grayPng(width: number, height: number): Uint8Array {
  const rows = Buffer.alloc((width + 1) * height, 0xdd);
  for (let row = 0; row < height; row += 1) rows[row * (width + 1)] = 0;
  return pngOf(width, height, rows);
}

/** @param rows bytes of brightness, a zero before each row */
function pngOf(width: number, height: number, rows: Uint8Array): Uint8Array {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 0, 0, 0, 0], 8);
  const chunk = (type: string, data: Buffer) => {
    const content = Buffer.concat([Buffer.from(type, "latin1"), data]);
    const framed = Buffer.alloc(content.length + 8);
    framed.writeUInt32BE(data.length, 0);
    framed.set(content, 4);
    framed.writeUInt32BE(crc32(content), content.length + 4);
    return framed;
  };
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(rows)),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}
