import { Readable } from "node:stream";
import { z } from "zod";
import type { FileContent } from "./file-store.ts";
import type { Block, ExtractedDocument } from "./ingest/document.ts";

/**
 * How extracted text is kept: a line of JSON that says how long it is and where its pages begin, and then the text in
 * UTF-8. The same text gives the same bytes.
 */
const headSchema = z.object({
  format: z.literal(1),
  length: z.int(),
  /** Page and the offset it begins at, in turn. */
  pages: z.array(z.int()),
});

/** In UTF-16 units: a piece of this size is encoded at a time. */
const pieceLength = 65_536;
const longestHeadBytes = 4_000_000;

/** The bytes to keep. */
export function writeTextFile({ text, blocks }: Pick<ExtractedDocument, "text" | "blocks">): Readable {
  const head = { format: 1, length: text.length, pages: pageStarts(blocks) } satisfies z.infer<typeof headSchema>;
  return Readable.from(
    (function* () {
      yield Buffer.from(`${JSON.stringify(head)}\n`);
      for (let start = 0; start < text.length; ) {
        const end = atCharacter(text, Math.min(start + pieceLength, text.length));
        yield Buffer.from(text.slice(start, end));
        start = end;
      }
    })(),
  );
}

function pageStarts(blocks: readonly Block[]): number[] {
  const starts: number[] = [];
  let last = 0;
  for (const { page, start } of blocks) {
    if (page === null || page <= last) continue;
    starts.push(page, start);
    last = page;
  }
  return starts;
}

/** A pair of surrogates is one character: a cut between them goes behind it. */
function atCharacter(text: string, offset: number): number {
  const isBetween = /[\ud800-\udbff]/.test(text.charAt(offset - 1)) && /[\udc00-\udfff]/.test(text.charAt(offset));
  return isBetween ? offset + 1 : offset;
}

export interface TextPart {
  /** Of the whole. */
  length: number;
  from: number;
  to: number;
  text: string;
  /** Those that begin in this part, and the one it begins in. */
  pages: { page: number; start: number }[];
}

/** Reads a part of a kept text; of a range beyond its end nothing. @throws SyntaxError, ZodError when it is none */
export async function readTextFile(content: FileContent, range: { from: number; to: number }): Promise<TextPart> {
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  let head: z.infer<typeof headSchema> | undefined;
  let waiting = "";
  let offset = 0;
  let text = "";
  for await (const bytes of content as AsyncIterable<Uint8Array>) {
    waiting += decoder.decode(bytes, { stream: true });
    if (!head) {
      const end = waiting.indexOf("\n");
      if (end < 0 && waiting.length < longestHeadBytes) continue;
      head = headSchema.parse(JSON.parse(waiting.slice(0, Math.max(0, end))));
      waiting = waiting.slice(end + 1);
    }
    text += waiting.slice(Math.max(0, range.from - offset), Math.max(0, range.to - offset));
    offset += waiting.length;
    waiting = "";
    // What is behind the range need not be read.
    if (offset >= range.to) break;
  }
  if (!head) throw new SyntaxError("The kept text has no beginning.");
  const from = Math.min(range.from, head.length);
  const pages = pairs(head.pages);
  const first = pages.findLastIndex(({ start }) => start <= from);
  const to = from + text.length;
  return {
    length: head.length,
    from,
    to,
    text,
    pages: pages.filter(({ start }, index) => index === first || (start > from && start < to)),
  };
}

function pairs(flat: readonly number[]): { page: number; start: number }[] {
  const found: { page: number; start: number }[] = [];
  for (let index = 0; index + 1 < flat.length; index += 2) {
    found.push({ page: flat[index] ?? 0, start: flat[index + 1] ?? 0 });
  }
  return found;
}
