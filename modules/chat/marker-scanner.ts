/** What is found in the text of an answer: prose and code as they stand, and citation markers. */
export type MarkdownPiece =
  | { kind: "text"; text: string }
  /** `space` is the white space before the marker, `numbers` what it refers to, 1 and up, in order. */
  | { kind: "marker"; space: string; numbers: number[]; raw: string };

export interface MarkerScanner {
  /** Takes the next piece of text and gives what is certain by now; an unfinished marker is held back. */
  push(text: string): MarkdownPiece[];
  /** The text is over: gives what was held back. */
  end(): MarkdownPiece[];
}

const list = String.raw`\d{1,3}(?:\s*(?:[,;]|[-–])\s*\d{1,3})*`;
/** `[1]`, `[1, 2]`, `[2-4]`, `[^1]`, and `【1】` or `【1†source】` as some models write. */
const marker = new RegExp(String.raw`^([ \t]*)(?:\[\^?\s*(${list})\s*\]|【\s*(${list})\s*(?:†[^】\n]{0,40})?】)`);
const unfinishedMarker = /^[ \t]*(?:\[\^?[\d\s,;–-]{0,40}|【[^】\n]{0,60})?$/;
/** Where something other than plain prose may begin. White space is looked at from its beginning only: once, however long. */
const special = /[`\n\\]|[[【]|(?<![ \t])[ \t]+(?:[[【]|$)/;
const fenceOpening = /^[ \t]*(`{3,}|~{3,})/;
const unfinishedFence = /^[ \t]*(?:`{0,2}|~{0,2})$/;
/** Longer ranges are dates or page numbers rather than sources. */
const longestRange = 20;

/**
 * Reads an answer piece by piece and finds the citation markers in its prose. Code, fenced or between backticks, is
 * never a place for a marker: `row[1]` stays as it is.
 */
export function createMarkerScanner(): MarkerScanner {
  let buffer = "";
  let atLineStart = true;
  let fence = "";
  let inlineTicks = 0;

  /** Takes the beginning of the buffer; undefined when more text is needed to tell what it is. */
  function next(ended: boolean): MarkdownPiece | undefined {
    if (fence !== "") return insideFence(ended);
    if (atLineStart) {
      const opening = fenceOpening.exec(buffer);
      if (opening?.[1] !== undefined) {
        if (opening[0].length === buffer.length && !ended) return undefined;
        fence = opening[1];
        return take(opening[0].length);
      }
      if (unfinishedFence.test(buffer) && !ended) return undefined;
      atLineStart = false;
    }
    return inlineTicks > 0 ? insideTicks(ended) : insideProse(ended);
  }

  function insideFence(ended: boolean): MarkdownPiece | undefined {
    if (atLineStart) {
      const closing = new RegExp(`^[ \\t]*${fence}\\${fence[0]}*[ \\t]*(?:\\n|$)`).exec(buffer);
      const complete = ended || buffer.includes("\n");
      if (!complete && /^[ \t]*[`~]*[ \t]*$/.test(buffer)) return undefined;
      if (closing) {
        fence = "";
        atLineStart = closing[0].endsWith("\n");
        return take(closing[0].length);
      }
    }
    const lineEnd = buffer.indexOf("\n") + 1;
    atLineStart = lineEnd > 0;
    return take(lineEnd > 0 ? lineEnd : buffer.length);
  }

  function insideTicks(ended: boolean): MarkdownPiece | undefined {
    const end = /`+|\n\s*\n/.exec(buffer);
    if (!end) {
      // What may still become an empty line is held back.
      const sure = ended ? buffer.length : buffer.search(/\n\s*$|$/);
      return sure === 0 ? undefined : take(sure);
    }
    if (end.index > 0) return take(end.index);
    if (end[0].length === buffer.length && !ended) return undefined;
    // A code span does not reach over an empty line; then the backtick was only a backtick.
    if (end[0].startsWith("\n") || end[0].length === inlineTicks) inlineTicks = 0;
    atLineStart = end[0].endsWith("\n");
    return take(end[0].length);
  }

  function insideProse(ended: boolean): MarkdownPiece | undefined {
    const index = buffer.search(special);
    if (index !== 0) return take(index < 0 ? buffer.length : index);
    if (buffer.startsWith("\n")) {
      atLineStart = true;
      return take(1);
    }
    if (buffer.startsWith("\\")) return buffer.length === 1 && !ended ? undefined : take(2);
    const ticks = /^`+/.exec(buffer)?.[0].length ?? 0;
    if (ticks > 0) {
      if (ticks === buffer.length && !ended) return undefined;
      inlineTicks = ticks;
      return take(ticks);
    }
    const found = marker.exec(buffer);
    const numbers = found ? numbersOf(found[2] ?? found[3] ?? "") : [];
    if (found && numbers.length > 0) {
      buffer = buffer.slice(found[0].length);
      return { kind: "marker", space: found[1] ?? "", numbers, raw: found[0] };
    }
    if (!ended && unfinishedMarker.test(buffer)) return undefined;
    const open = /^[ \t]*[[【]?/.exec(buffer)?.[0].length ?? 1;
    return take(Math.max(1, open));
  }

  function take(length: number): MarkdownPiece {
    const text = buffer.slice(0, length);
    buffer = buffer.slice(length);
    return { kind: "text", text };
  }

  function drain(ended: boolean): MarkdownPiece[] {
    const pieces: MarkdownPiece[] = [];
    while (buffer !== "") {
      const piece = next(ended);
      if (piece === undefined) break;
      pieces.push(piece);
    }
    return pieces;
  }

  return {
    push(text) {
      buffer += text;
      return drain(false);
    },
    end: () => drain(true),
  };
}

/** Empty when it is no list of sources: `[0, 1]` is an interval. */
function numbersOf(written: string): number[] {
  const numbers: number[] = [];
  for (const item of written.split(/[,;]/)) {
    const [first = 0, last = first] = item.split(/[-–]/).map(Number);
    if (first < 1 || last < first || last - first > longestRange) return [];
    for (let number = first; number <= last; number++) numbers.push(number);
  }
  return [...new Set(numbers)];
}
