import { createMarkerScanner, type MarkdownPiece } from "./marker-scanner.ts";

export interface FilteredText {
  /** What may be shown. */
  text: string;
  /** Numbers whose markers are in the text. */
  cited: number[];
  /** A marker was taken out. */
  removed: boolean;
}

export interface MarkerFilter {
  push(text: string): FilteredText;
  end(): FilteredText;
}

/**
 * Cleans an answer while it is written: markers become `[n]`, and those that refer to no served source are taken out
 * before anyone sees them. Text is held back only while it may still become a marker.
 * @param sourceCount sources are numbered from 1 to this
 * @param searched false when no knowledge was asked for: then a list such as `[1, 2]` is the answer's own
 */
export function createMarkerFilter(sourceCount: number, searched: boolean): MarkerFilter {
  const scanner = createMarkerScanner();

  function filter(pieces: readonly MarkdownPiece[]): FilteredText {
    const filtered: FilteredText = { text: "", cited: [], removed: false };
    for (const piece of pieces) {
      if (piece.kind === "text" || (!searched && piece.numbers.length > 1)) {
        filtered.text += piece.kind === "text" ? piece.text : piece.raw;
        continue;
      }
      const known = piece.numbers.filter((number) => number <= sourceCount);
      if (known.length < piece.numbers.length) filtered.removed = true;
      if (known.length === 0) continue;
      filtered.text += piece.space + renderMarkers(known);
      filtered.cited.push(...known);
    }
    return filtered;
  }

  return {
    push: (text) => filter(scanner.push(text)),
    end: () => filter(scanner.end()),
  };
}

/** `[1][3]` */
export function renderMarkers(numbers: readonly number[]): string {
  return numbers.map((number) => `[${number}]`).join("");
}

/** The text without any marker: those of an earlier answer mean nothing among the sources of another. */
export function withoutMarkers(text: string): string {
  const filter = createMarkerFilter(0, true);
  return filter.push(text).text + filter.end().text;
}
