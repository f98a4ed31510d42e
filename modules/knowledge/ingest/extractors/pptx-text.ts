import type { DraftBlock } from "../document.ts";
import { unescapeXml } from "./read-xml.ts";

/** A paragraph of a shape, as its own properties say. */
export interface SlideParagraph {
  text: string;
  /** From 0. */
  level: number;
  /** What stands before it; null where only the layout of the slide says. */
  bullet: "none" | "mark" | "number" | null;
}

/** Puts runs, breaks and fields of DrawingML together to paragraphs; told of each element as it comes. */
export class ParagraphReader {
  #paragraphs: SlideParagraph[] = [];
  #current: SlideParagraph | null = null;
  #inText = false;

  open(name: string, attribute: (name: string) => string | null): void {
    if (name === "p") this.#current = { text: "", level: 0, bullet: null };
    else if (this.#current === null) return;
    else if (name === "t") this.#inText = true;
    else if (name === "br") this.#current.text += "\n";
    else if (name === "tab") this.#current.text += "\t";
    else if (name === "pPr") this.#current.level = Math.min(Math.max(Number(attribute("lvl") ?? 0) || 0, 0), 8);
    else if (name === "buNone") this.#current.bullet = "none";
    else if (name === "buChar" || name === "buBlip") this.#current.bullet = "mark";
    else if (name === "buAutoNum") this.#current.bullet = "number";
  }

  close(name: string): void {
    if (name === "t") this.#inText = false;
    if (name !== "p" || this.#current === null) return;
    this.#current.text = this.#current.text.trim();
    if (this.#current.text !== "") this.#paragraphs.push(this.#current);
    this.#current = null;
  }

  text(raw: string): void {
    if (this.#inText && this.#current !== null) this.#current.text += unescapeXml(raw);
  }

  /** What was read since the last time. */
  take(): SlideParagraph[] {
    const paragraphs = this.#paragraphs;
    this.#paragraphs = [];
    return paragraphs;
  }
}

/**
 * @param isOutline the text of the slide itself, which layouts show with bullets; several paragraphs there are a list
 */
export function paragraphBlocks(paragraphs: readonly SlideParagraph[], isOutline: boolean, page: number): DraftBlock[] {
  const blocks: DraftBlock[] = [];
  const counters: number[] = [];
  const isList = isOutline && paragraphs.length > 1;
  for (const { text, level, bullet } of paragraphs) {
    const isItem = bullet === "mark" || bullet === "number" || (bullet === null && (isList || level > 0));
    const last = blocks.at(-1);
    if (!isItem) {
      blocks.push({ kind: "paragraph", text, page });
      continue;
    }
    if (last?.kind !== "list") counters.length = 0;
    counters.length = Math.min(counters.length, level + 1);
    counters[level] = (counters[level] ?? 0) + 1;
    const mark = bullet === "number" ? `${counters[level]}.` : "-";
    const item = `${"  ".repeat(level)}${mark} ${text.replace(/\s*\n\s*/g, " ")}`;
    if (last?.kind === "list") last.text += `\n${item}`;
    else blocks.push({ kind: "list", text: item, page });
  }
  return blocks;
}
