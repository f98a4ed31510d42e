import { strToU8, zipSync } from "fflate";

const office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/** @param targets path of each target by relationship id, with the last word of its type: `slide ppt/slides/slide1.xml` */
function relationships(targets: Readonly<Record<string, string>>): string {
  const entries = Object.entries(targets).map(([id, target]) => {
    const [kind, path] = target.split(" ");
    return `<Relationship Id="${id}" Type="${office}/${kind}" Target="/${path}"/>`;
  });
  return `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${entries.join("")}</Relationships>`;
}

/** @param parts XML by path */
function packageOf(parts: Readonly<Record<string, string>>): Uint8Array {
  const files = Object.entries(parts).map(([path, xml]) => [path, strToU8(xml)]);
  return zipSync({ "[Content_Types].xml": strToU8("<Types/>"), ...Object.fromEntries(files) }, { level: 1 });
}

/** A sheet of a workbook written by hand. */
export interface RawSheet {
  name: string;
  /** Inside `sheetData`. */
  rows: string;
  /** After `sheetData`. */
  after?: string;
  isHidden?: boolean;
}

/**
 * A workbook with exactly this XML, for what no library writes.
 * @param others `sst` of shared strings and `styleSheet` as they stand in the file
 */
export function xlsxOf(sheets: readonly RawSheet[], others: { strings?: string; styles?: string } = {}): Uint8Array {
  const parts: Record<string, string> = {};
  const targets: Record<string, string> = { s: "sharedStrings xl/sharedStrings.xml", f: "styles xl/styles.xml" };
  const entries = sheets.map(({ name, rows, after = "", isHidden = false }, index) => {
    const path = `xl/worksheets/sheet${index + 1}.xml`;
    parts[path] = `<worksheet><dimension ref="A1:XFD1048576"/><sheetData>${rows}</sheetData>${after}</worksheet>`;
    targets[`r${index}`] = `worksheet ${path}`;
    return `<sheet name="${name}" sheetId="${index + 1}"${isHidden ? ' state="hidden"' : ""} r:id="r${index}"/>`;
  });
  return packageOf({
    "xl/workbook.xml": `<workbook xmlns:r="${office}"><sheets>${entries.join("")}</sheets></workbook>`,
    "xl/_rels/workbook.xml.rels": relationships(targets),
    "xl/sharedStrings.xml": `<sst>${others.strings ?? ""}</sst>`,
    "xl/styles.xml": `<styleSheet>${others.styles ?? ""}</styleSheet>`,
    ...parts,
  });
}

/** A cell that holds its text itself. */
export function textCell(reference: string, text: string): string {
  return `<c r="${reference}" t="inlineStr"><is><t>${text}</t></is></c>`;
}

/** @param slides what stands inside `p:spTree` of each, in the order they are shown */
export function pptxOf(slides: readonly { shapes: string; isHidden?: boolean; notes?: string }[]): Uint8Array {
  const parts: Record<string, string> = {};
  const targets: Record<string, string> = {};
  const count = slides.length;
  const entries = slides.map(({ shapes, isHidden, notes }, index) => {
    // The files are numbered the other way round: their names say nothing of the order.
    const number = count - index;
    targets[`r${index}`] = `slide ppt/slides/slide${number}.xml`;
    parts[`ppt/slides/slide${number}.xml`] =
      `<p:sld xmlns:p="p" xmlns:a="a"${isHidden ? ' show="0"' : ""}><p:cSld><p:spTree>${shapes}</p:spTree></p:cSld></p:sld>`;
    if (notes !== undefined) {
      const path = `ppt/notesSlides/notesSlide${number}.xml`;
      parts[`ppt/slides/_rels/slide${number}.xml.rels`] = relationships({ n: `notesSlide ${path}` });
      parts[path] =
        `<p:notes xmlns:p="p" xmlns:a="a"><p:cSld><p:spTree>${shape("body", [notes])}${shape("sldNum", ["7"])}</p:spTree></p:cSld></p:notes>`;
    }
    return `<p:sldId id="${256 + index}" r:id="r${index}"/>`;
  });
  return packageOf({
    "ppt/presentation.xml": `<p:presentation xmlns:p="p" xmlns:r="${office}"><p:sldIdLst>${entries.join("")}</p:sldIdLst></p:presentation>`,
    "ppt/_rels/presentation.xml.rels": relationships(targets),
    ...parts,
  });
}

/** @param placeholder its type on the layout; null for a text box. A paragraph may begin with its level: `1:text` */
export function shape(placeholder: string | null, paragraphs: readonly string[]): string {
  const kind = placeholder === null ? "" : `<p:ph type="${placeholder}"/>`;
  const content = paragraphs.map((paragraph) => {
    const [, level = "0", text = ""] = /^(?:(\d):)?(.*)$/.exec(paragraph) ?? [];
    return `<a:p><a:pPr lvl="${level}"/><a:r><a:t>${text}</a:t></a:r></a:p>`;
  });
  return `<p:sp><p:nvSpPr><p:nvPr>${kind}</p:nvPr></p:nvSpPr><p:txBody>${content.join("")}</p:txBody></p:sp>`;
}
