import { assembleDocument, type DraftBlock, type ExtractedDocument } from "../document.ts";
import { ExtractionError } from "../extraction-error.ts";
import { chartBlocks } from "./office-chart.ts";
import { type OfficePackage, openOfficePackage } from "./office-package.ts";
import { readCoreProperties } from "./office-properties.ts";
import { type Relationship, readRelationships } from "./office-relationships.ts";
import { readSlide, type Slide } from "./pptx-slide.ts";
import { ParagraphReader, paragraphBlocks } from "./pptx-text.ts";
import { readXml, xmlAttribute } from "./read-xml.ts";
import { TextBudget } from "./table-blocks.ts";

const presentationPart = "ppt/presentation.xml";
const readParts =
  /^(?:docProps\/core\.xml|ppt\/presentation\.xml|ppt\/_rels\/presentation\.xml\.rels|ppt\/(?:slides|notesSlides|charts|diagrams)\/[^/]+\.xml|ppt\/slides\/_rels\/[^/]+\.rels)$/i;
const titleCharacters = 120;

/**
 * A presentation: its slides in the order they are shown, with their numbers as pages: title, text with its levels, tables,
 * figures of charts, text of diagrams, and the speaker's notes. Hidden slides are counted but left out; comments are not read.
 * @throws ExtractionError `password_protected`, `too_large_when_unpacked`, `file_damaged`, `empty_document`, `no_text_found`
 */
export function extractPptx(bytes: Uint8Array): ExtractedDocument {
  const file = openOfficePackage(bytes, (path) => readParts.test(path));
  const paths = slidePaths(file);
  if (!file.paths.includes(presentationPart)) throw new ExtractionError("file_damaged");
  const budget = new TextBudget();
  const blocks = paths.flatMap((path, index) => slideBlocks(file, path, index + 1, budget));
  const document = assembleDocument(blocks, {
    ...readCoreProperties(file.xml("docProps/core.xml")),
    pageCount: paths.length,
    pageKind: "slide",
  });
  if (document.text === "") throw new ExtractionError(file.hasMedia ? "no_text_found" : "empty_document");
  return document;
}

function slidePaths(file: OfficePackage): string[] {
  const relationships = readRelationships(file, presentationPart);
  const paths: string[] = [];
  readXml(file.xml(presentationPart), {
    open: (name, attributes) => {
      const target = name === "sldId" ? relationships.get(xmlAttribute(attributes, "r:id") ?? "") : undefined;
      if (target) paths.push(target.path);
    },
  });
  return paths;
}

function slideBlocks(file: OfficePackage, path: string, page: number, budget: TextBudget): DraftBlock[] {
  const slide = readSlide(file.xml(path), page, budget);
  if (slide.isHidden) return [];
  const relationships = readRelationships(file, path);
  const content = [
    ...slide.blocks,
    ...slide.drawings.flatMap((id) => drawingBlocks(file, relationships.get(id), page, budget)),
    ...[...relationships.values()].flatMap((found) =>
      found.kind === "notesSlide" ? notesBlocks(file.xml(found.path), page, budget) : [],
    ),
  ];
  if (slide.title === null && content.length === 0) return [];
  return [{ kind: "heading", level: 1, text: slide.title ?? headingOf(slide, content, page), page }, ...content];
}

/** Without a heading its text would stand under that of the slide before: a short first line is taken out, else the number. */
function headingOf(slide: Slide, content: DraftBlock[], page: number): string {
  const [first] = slide.blocks;
  if (first?.kind !== "paragraph" || first.text.length > titleCharacters) return `Slide ${page}`;
  content.shift();
  return first.text.replace(/\s+/g, " ");
}

function drawingBlocks(
  file: OfficePackage,
  target: Relationship | undefined,
  page: number,
  budget: TextBudget,
): DraftBlock[] {
  if (target?.kind === "chart") return chartBlocks(file.xml(target.path), page, budget);
  if (target?.kind !== "diagramData") return [];
  const found = readAllParagraphs(file.xml(target.path));
  return paragraphBlocks(found, true, page).map((block) => ({ ...block, text: budget.take(block.text) }));
}

function readAllParagraphs(xml: string) {
  const paragraphs = new ParagraphReader();
  readXml(xml, {
    open: (name, attributes) => paragraphs.open(name, (key) => xmlAttribute(attributes, key)),
    close: (name) => paragraphs.close(name),
    text: (raw) => paragraphs.text(raw),
  });
  return paragraphs.take();
}

/** What the speaker wrote below the slide, without the number and the picture of the slide. */
function notesBlocks(xml: string, page: number, budget: TextBudget): DraftBlock[] {
  const { blocks } = readSlide(xml, page, budget);
  const [first] = blocks;
  if (first) first.text = `Notes: ${first.text}`;
  return blocks;
}
