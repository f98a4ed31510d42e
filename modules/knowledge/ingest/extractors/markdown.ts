import { assembleDocument, type BlockKind, type DraftBlock, type ExtractedDocument } from "../document.ts";
import { ExtractionError } from "../extraction-error.ts";
import { readText } from "./plain-text.ts";

const fence = /^ {0,3}(`{3,}|~{3,})/;
const heading = /^ {0,3}(#{1,6})(?:[ \t]+(.*))?$/;
const listItem = /^\s{0,9}(?:[-*+]|\d{1,9}[.)])(?:[ \t]|$)/;
const tableDivider = /^ {0,3}\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t:|-]*)?$/;
const thematicBreak = /^ {0,3}(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})$/;

/**
 * Markdown, line by line and in linear time: headings, lists, fenced and indented code, tables, front matter. Inline marks
 * stay as written. Nesting is not followed, so ten thousand nested quotes cost as much as ten thousand lines.
 */
export function extractMarkdown(bytes: Uint8Array): ExtractedDocument {
  const lines = readText(bytes).split(/\r\n?|\n/);
  const { title, next } = readFrontMatter(lines);
  const document = assembleDocument(new MarkdownLines(lines, next).blocks(), { title, pageCount: null });
  if (document.text === "") throw new ExtractionError("empty_document");
  return document;
}

/** `title:` of YAML (`---`) or TOML (`+++`) front matter; `next` is the first line after it. */
function readFrontMatter(lines: readonly string[]): { title: string | null; next: number } {
  const fenceLine = lines[0]?.trimEnd();
  if (fenceLine !== "---" && fenceLine !== "+++") return { title: null, next: 0 };
  const end = lines.slice(1, 200).findIndex((line) => line.trimEnd() === fenceLine || line.trimEnd() === "...");
  const body = lines.slice(1, end + 1);
  if (end < 0 || !body.some((line) => /^[\w-]+\s?[:=]/.test(line))) return { title: null, next: 0 };
  const titleLine = body.find((line) => /^title\s?[:=]/i.test(line));
  const title = titleLine
    ?.replace(/^title\s?[:=]\s*/i, "")
    .trim()
    .replace(/^(["'])(.*)\1$/, "$2");
  return { title: title || null, next: end + 2 };
}

class MarkdownLines {
  readonly #lines: readonly string[];
  #next: number;
  #commentNeverEnds = false;

  constructor(lines: readonly string[], next: number) {
    this.#lines = lines;
    this.#next = next;
  }

  *blocks(): Generator<DraftBlock> {
    while (this.#next < this.#lines.length) {
      const block = this.#readBlock();
      if (block !== null) yield block;
    }
  }

  #line(offset = 0): string {
    return this.#lines[this.#next + offset] ?? "";
  }

  #readBlock(): DraftBlock | null {
    const line = this.#line();
    if (line.trim() === "" || thematicBreak.test(line)) return this.#skip(1);
    const atx = heading.exec(line);
    if (atx) {
      this.#next += 1;
      return draft("heading", stripClosingHashes(atx[2] ?? ""), atx[1]?.length);
    }
    const fenced = fence.exec(line)?.[1];
    if (fenced !== undefined) return this.#readFence(fenced);
    if (line.includes("|") && tableDivider.test(this.#line(1)) && this.#line(1).includes("|")) {
      return draft(
        "table",
        this.#take((next) => next.includes("|") && next.trim() !== ""),
      );
    }
    if (/^(?: {4}|\t)/.test(line)) return this.#readIndentedCode();
    if (listItem.test(line)) return this.#readList();
    if (this.#skipComment()) return null;
    return this.#readParagraph();
  }

  #skip(count: number): null {
    this.#next += count;
    return null;
  }

  /** At least one line, then all that `continues`. */
  #take(continues: (line: string) => boolean): string {
    const from = this.#next;
    this.#next += 1;
    while (this.#next < this.#lines.length && continues(this.#line())) this.#next += 1;
    return this.#lines.slice(from, this.#next).join("\n");
  }

  #readFence(mark: string): DraftBlock {
    this.#next += 1;
    const from = this.#next;
    const closes = (line: string) => {
      const trimmed = line.trim();
      return trimmed.length >= mark.length && trimmed === (mark[0] ?? "").repeat(trimmed.length);
    };
    while (this.#next < this.#lines.length && !closes(this.#line())) this.#next += 1;
    const code = this.#lines.slice(from, this.#next).join("\n");
    this.#next += 1;
    return draft("code", code);
  }

  #readIndentedCode(): DraftBlock {
    return draft(
      "code",
      this.#take((line) => /^(?: {4}|\t)/.test(line) && line.trim() !== ""),
    );
  }

  /** Items with their continuation lines; an empty line ends the list unless more of it follows. */
  #readList(): DraftBlock {
    const belongs = (line: string) => listItem.test(line) || /^(?: {2,}|\t)\S/.test(line);
    return draft(
      "list",
      this.#take((line) => {
        if (line.trim() === "") return belongs(this.#line(1)) && !fence.test(this.#line(1).trim());
        return !heading.test(line) && !fence.test(line.trim()) && !thematicBreak.test(line);
      }).replace(/\n{2,}/g, "\n"),
    );
  }

  /** A comment on lines of its own; one that never ends is text. */
  #skipComment(): boolean {
    if (this.#commentNeverEnds || !this.#line().trimStart().startsWith("<!--")) return false;
    let end = this.#next;
    while (end < this.#lines.length && !this.#lines[end]?.includes("-->")) end += 1;
    this.#commentNeverEnds = end === this.#lines.length;
    if (this.#commentNeverEnds || !this.#lines[end]?.trimEnd().endsWith("-->")) return false;
    this.#next = end + 1;
    return true;
  }

  #readParagraph(): DraftBlock {
    const quoted = this.#line().trimStart().startsWith(">");
    const from = this.#next;
    const text = this.#take(
      (line) =>
        line.trim() !== "" &&
        !heading.test(line) &&
        !fence.test(line) &&
        !this.#isUnderline() &&
        !this.#startsList(line),
    );
    const underline = /^ {0,3}(=+|-+)[ \t]*$/.exec(this.#line())?.[1];
    if (underline !== undefined && this.#next === from + 1 && !quoted) {
      this.#next += 1;
      return draft("heading", text, underline.startsWith("=") ? 1 : 2);
    }
    return draft("paragraph", quoted ? stripQuoteMarks(text) : text);
  }

  #isUnderline(): boolean {
    return /^ {0,3}(?:=+|-{2,})[ \t]*$/.test(this.#line());
  }

  /** A list may follow a paragraph without an empty line; a number only when it begins with 1. */
  #startsList(line: string): boolean {
    return /^ {0,3}(?:[-*+]|1[.)])[ \t]+\S/.test(line);
  }
}

function draft(kind: BlockKind, text: string, level?: number): DraftBlock {
  return level === undefined ? { kind, text, page: null } : { kind, level, text, page: null };
}

function stripClosingHashes(text: string): string {
  const trimmed = text.trim();
  let end = trimmed.length;
  while (end > 0 && trimmed[end - 1] === "#") end -= 1;
  return end === 0
    ? ""
    : end < trimmed.length && /[ \t]/.test(trimmed[end - 1] ?? "")
      ? trimmed.slice(0, end).trimEnd()
      : trimmed;
}

function stripQuoteMarks(text: string): string {
  return text
    .split("\n")
    .map((line) => line.replace(/^[\s>]+/, ""))
    .join("\n");
}
