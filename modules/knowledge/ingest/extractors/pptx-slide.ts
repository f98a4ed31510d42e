import type { DraftBlock } from "../document.ts";
import { ParagraphReader, paragraphBlocks, type SlideParagraph } from "./pptx-text.ts";
import { readXml, xmlAttribute } from "./read-xml.ts";
import { type TextBudget, tableBlocks } from "./table-blocks.ts";

export interface Slide {
  isHidden: boolean;
  title: string | null;
  blocks: DraftBlock[];
  /** Relationship ids of the charts and diagrams on it. */
  drawings: string[];
}

/** Placeholders that say the same on every slide. */
const furniture = new Set(["dt", "ftr", "hdr", "sldNum", "sldImg"]);
/** Placeholders that the layout shows as an outline with bullets; one without a type is such a one. */
const outlines = new Set(["body", "obj", ""]);
const spanLimit = 100;

interface TableCell {
  text: string;
  columns: number;
  rows: number;
  /** Covered by a merged cell beside or above. */
  isCovered: boolean;
}

/** Shapes, groups and tables of a slide in the order of the file, which is the order of reading for a screen reader. */
export function readSlide(xml: string, page: number, budget: TextBudget): Slide {
  const slide: Slide = { isHidden: false, title: null, blocks: [], drawings: [] };
  const paragraphs = new ParagraphReader();
  let placeholder: string | null = null;
  let table: TableCell[][] | null = null;
  let fallback = 0;

  const finishShape = () => {
    const found = paragraphs.take();
    for (const { text } of found) budget.take(text);
    if (placeholder !== null && furniture.has(placeholder)) return;
    if ((placeholder === "title" || placeholder === "ctrTitle") && slide.title === null) {
      slide.title = joined(found).replace(/\s+/g, " ") || null;
      return;
    }
    slide.blocks.push(...paragraphBlocks(found, placeholder !== null && outlines.has(placeholder), page));
  };

  readXml(xml, {
    open: (name, attributes) => {
      const attribute = (key: string) => xmlAttribute(attributes, key);
      // The same shape again for old programs.
      if (name === "Fallback") fallback += 1;
      if (fallback > 0) return;
      if (name === "sld") slide.isHidden = /^(?:0|false)$/.test(attribute("show") ?? "");
      else if (name === "sp" || name === "cxnSp") placeholder = null;
      else if (name === "ph") placeholder = attribute("type") ?? "";
      else if (name === "tbl") table = [];
      else if (name === "tr") table?.push([]);
      else if (name === "tc") table?.at(-1)?.push(cellOf(attribute));
      else if (name === "chart" || name === "relIds") {
        const id = attribute("r:id") ?? attribute("r:dm");
        if (id !== null) slide.drawings.push(id);
      } else paragraphs.open(name, attribute);
    },
    close: (name) => {
      if (name === "Fallback") fallback -= 1;
      else if (fallback > 0) return;
      else if (name === "sp" || name === "cxnSp") finishShape();
      else if (name === "tc") {
        const cell = table?.at(-1)?.at(-1);
        if (cell) cell.text = joined(paragraphs.take());
      } else if (name === "tbl") {
        slide.blocks.push(...tableBlocks(gridOf(table ?? [], budget), page));
        table = null;
      } else paragraphs.close(name);
    },
    text: (raw) => {
      if (fallback === 0) paragraphs.text(raw);
    },
  });
  return slide;
}

function joined(paragraphs: readonly SlideParagraph[]): string {
  return paragraphs.map(({ text }) => text).join("\n");
}

function cellOf(attribute: (name: string) => string | null): TableCell {
  const isTrue = (value: string | null) => value === "1" || value === "true";
  const count = (value: string | null) => Math.min(Math.max(Number(value ?? 1) || 1, 1), spanLimit);
  return {
    text: "",
    columns: count(attribute("gridSpan")),
    rows: count(attribute("rowSpan")),
    isCovered: isTrue(attribute("hMerge")) || isTrue(attribute("vMerge")),
  };
}

/** The file has a cell for each place of the grid; those covered by a merged one say what that one says. */
function* gridOf(rows: readonly (readonly TableCell[])[], budget: TextBudget): Generator<string[]> {
  const covers: { text: string; until: number }[] = [];
  for (const [number, row] of rows.entries()) {
    const line: string[] = [];
    for (const [column, cell] of row.entries()) {
      const cover = covers[column];
      const isUnder = cell.isCovered && cover !== undefined && cover.until > number;
      line.push(budget.take(isUnder ? cover.text : cell.text));
      if (cell.isCovered) continue;
      for (let offset = 0; offset < cell.columns; offset += 1) {
        covers[column + offset] = { text: cell.text, until: number + cell.rows };
      }
    }
    yield line;
  }
}
