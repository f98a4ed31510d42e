import type { DocumentText } from "@eai/contract";
import type { TextPiece } from "./joined-text.ts";

/** From the first character to behind the last, in the extracted text. */
export interface TextPlace {
  from: number;
  to: number;
}

/**
 * The parts of a text that were read, cut where pages begin and where the passage begins and ends.
 * @param parts in order, each from where the one before ends
 * @param passage to mark; undefined for none
 */
export function cutText(parts: readonly DocumentText[], passage: TextPlace | undefined): TextPiece[] {
  const first = parts[0]?.from ?? 0;
  const text = parts.map((part) => part.text ?? "").join("");
  const end = first + text.length;
  const pages = new Map(parts.flatMap((part) => part.pages.map(({ page, start }) => [Math.max(start, first), page])));
  const marks = passage ? [passage.from, passage.to] : [];
  const cuts = [...new Set([first, ...pages.keys(), ...marks, end])]
    .filter((cut) => cut >= first && cut <= end)
    .toSorted((left, right) => left - right);
  return cuts.slice(0, -1).map((cut, index) => ({
    text: text.slice(cut - first, (cuts[index + 1] ?? end) - first),
    marked: passage !== undefined && cut >= passage.from && cut < passage.to,
    page: pages.get(cut) ?? null,
  }));
}
