import { assembleDocument, type DraftBlock, type ExtractedDocument } from "../document.ts";
import { ExtractionError } from "../extraction-error.ts";
import { type DocxArchive, openDocxArchive } from "./docx-archive.ts";
import { docxBlocks } from "./docx-blocks.ts";
import { type DocxElement, readDocxBody, textOf } from "./docx-body.ts";
import { readHeadingStyles, readOutlineLevels, readParagraphs } from "./docx-parts.ts";
import { readCoreProperties } from "./office-properties.ts";

/**
 * A DOCX: the body through mammoth, then what mammoth leaves out (text boxes, notes, headers, footers). When mammoth
 * cannot read the body its paragraphs are taken as they stand.
 * @throws ExtractionError `password_protected`, `too_large_when_unpacked`, `file_damaged`, `empty_document`,
 * `no_text_found` where there are only pictures
 */
export async function extractDocx(bytes: Uint8Array): Promise<ExtractedDocument> {
  const archive = openDocxArchive(bytes);
  const body = await readDocxBody(archive.rebuild()).catch(() => null);
  const blocks = body
    ? docxBlocks(body, { styles: headingStylesOf(archive), outline: outlineOf(archive) })
    : plainParagraphs(archive);
  const document = assembleDocument([...blocks, ...leftOut(archive, knownParagraphs(body, blocks))], {
    ...readCoreProperties(archive.parts.get("docProps/core.xml") ?? ""),
    pageCount: null,
  });
  if (document.text === "") throw new ExtractionError(archive.hasMedia ? "no_text_found" : "empty_document");
  return document;
}

function headingStylesOf(archive: DocxArchive): Map<string, number> {
  return readHeadingStyles(archive.parts.get("word/styles.xml") ?? "");
}

function outlineOf(archive: DocxArchive): Map<string, number> {
  return new Map(mainParts(archive).flatMap((xml) => [...readOutlineLevels(xml)]));
}

function plainParagraphs(archive: DocxArchive): DraftBlock[] {
  return mainParts(archive).flatMap((xml) => readParagraphs(xml).map(asParagraph));
}

function leftOut(archive: DocxArchive, known: Set<string>): DraftBlock[] {
  const shapesAndNotes = [
    ...mainParts(archive).flatMap((xml) => readParagraphs(xml, { onlyTextBoxes: true })),
    ...partsOfKinds(archive, ["footnotes", "endnotes"]).flatMap((xml) => readParagraphs(xml)),
  ];
  const edges = partsOfKinds(archive, ["header", "footer"]).flatMap((xml) => readParagraphs(xml));
  const blocks: DraftBlock[] = [];
  for (const text of [...shapesAndNotes, ...edges.filter((line) => !isPageNumber(paragraphKey(line)))]) {
    const key = paragraphKey(text);
    if (known.has(key)) continue;
    known.add(key);
    blocks.push(asParagraph(text));
  }
  return blocks;
}

function knownParagraphs(body: DocxElement | null, blocks: readonly DraftBlock[]): Set<string> {
  const known = new Set(blocks.map((block) => paragraphKey(block.text)));
  const queue = body ? [body] : [];
  for (let element = queue.pop(); element !== undefined; element = queue.pop()) {
    if (element.type === "paragraph") known.add(paragraphKey(textOf(element)));
    queue.push(...(element.children ?? []));
  }
  return known;
}

function mainParts(archive: DocxArchive): string[] {
  return partsOfKinds(archive, ["document"]);
}

function partsOfKinds(archive: DocxArchive, kinds: readonly string[]): string[] {
  return kinds.flatMap((kind) => {
    const path = new RegExp(`^word/${kind}\\d*\\.xml$`, "i");
    return [...archive.parts].filter(([name]) => path.test(name)).map(([, xml]) => xml);
  });
}

function paragraphKey(text: string): string {
  return text.trim().replace(/\s+/g, " ");
}

function isPageNumber(text: string): boolean {
  return /^[\p{L}.]{0,8}\s?-?\s?\d{1,4}\s?-?(?:\s?[\p{L}/]{1,4}\s?\d{1,4})?$/u.test(text);
}

function asParagraph(text: string): DraftBlock {
  return { kind: "paragraph", text, page: null };
}
