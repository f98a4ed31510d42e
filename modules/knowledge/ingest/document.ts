import type { PageKind } from "@eai/contract";
import { cleanText } from "./clean-text.ts";
import { detectLanguage } from "./detect-language.ts";

export type BlockKind = "heading" | "paragraph" | "list" | "table" | "code";

/** A piece of a document as its author saw it. */
export interface Block {
  kind: BlockKind;
  /** 1 to 6, of a heading. */
  level?: number;
  /** `document.text.slice(start, end)` */
  text: string;
  start: number;
  end: number;
  /** From 1; null where the format has no pages. */
  page: number | null;
}

/** What every extractor gives, whatever the file was. */
export interface ExtractedDocument {
  title: string | null;
  /** ISO 639-1 */
  language: string | null;
  pageCount: number | null;
  /** What `page` counts; null where the format has no pages. */
  pageKind: PageKind | null;
  /** What the file says of its own date, RFC 3339. */
  datedAt: string | null;
  /** Pages that are pictures and were not read. */
  unreadPages: number;
  /** Pages whose text was recognised from pictures. */
  recognisedPages: number;
  /** The whole text, blocks separated by an empty line. Every offset refers to it. */
  text: string;
  blocks: Block[];
}

/** A block before it has its place in the text. */
export interface DraftBlock {
  kind: BlockKind;
  level?: number;
  text: string;
  page: number | null;
}

const blockSeparator = "\n\n";
const titleLimitCharacters = 300;

/** What the file itself says of the whole. */
export interface DocumentFacts {
  title: string | null;
  pageCount: number | null;
  /** Left out: pages, where there are any. */
  pageKind?: PageKind;
  datedAt?: string | null;
  /** Left out: true. Not where headings name parts, as those of sheets do. */
  titleFromHeading?: boolean;
  unreadPages?: number;
  recognisedPages?: number;
}

/**
 * Puts blocks together to a document: cleans their text, leaves out empty ones, counts offsets, finds the language.
 * @param facts without a title of the file itself the first top heading is taken
 */
export function assembleDocument(
  drafts: Iterable<DraftBlock>,
  {
    title,
    pageCount,
    pageKind = "page",
    datedAt = null,
    titleFromHeading = true,
    unreadPages = 0,
    recognisedPages = 0,
  }: DocumentFacts,
): ExtractedDocument {
  const blocks: Block[] = [];
  const parts: string[] = [];
  let offset = 0;
  for (const draft of drafts) {
    const text = cleanText(draft.text);
    if (text.trim() === "") continue;
    if (parts.length > 0) offset += blockSeparator.length;
    blocks.push({ ...draft, text, start: offset, end: offset + text.length });
    parts.push(text);
    offset += text.length;
  }
  const text = parts.join(blockSeparator);
  return {
    title: usableTitle(title) ?? (titleFromHeading ? headingTitle(blocks) : null),
    language: detectLanguage(text),
    pageCount,
    pageKind: pageCount === null ? null : pageKind,
    datedAt,
    unreadPages,
    recognisedPages,
    text,
    blocks,
  };
}

function usableTitle(title: string | null): string | null {
  const clean = cleanText(title ?? "")
    .replace(/\s+/g, " ")
    .trim();
  return clean === "" ? null : clean.slice(0, titleLimitCharacters).toWellFormed();
}

/** The first heading, when it stands at the beginning and none later is above it. */
function headingTitle(blocks: readonly Block[]): string | null {
  const first = blocks.slice(0, 5).find((block) => block.kind === "heading");
  if (first === undefined) return null;
  const above = blocks.some((block) => block.kind === "heading" && (block.level ?? 1) < (first.level ?? 1));
  return above ? null : usableTitle(first.text);
}
