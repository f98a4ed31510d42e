/** A piece of a text, marked where it was found. */
export interface TextPiece {
  text: string;
  marked: boolean;
}

/** Letters without case and accents, so that `Übersicht` is found by `ubersicht`. As long as the text it is made from. */
export function folded(text: string): string {
  return Array.from(text, (character) => {
    const plain = character.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
    return plain.length === character.length ? plain : character;
  }).join("");
}

/** Fewer letters inside of a word are chance; words of other scripts may not be parted by anything. */
const shortestInside = 4;
const latin = /^[\p{Script=Latin}\p{N}]+$/u;

/**
 * How well a text answers what is wanted: every word must be in it. 0: not at all; more for its beginning, then for the
 * beginning of a word.
 */
export function scoreOf(text: string, wanted: string): number {
  const [where, words] = [folded(text), folded(wanted).split(/\s+/).filter(Boolean)];
  if (words.length === 0) return 0;
  let score = 0;
  for (const word of words) {
    const at = where.indexOf(word);
    if (at < 0) return 0;
    const startsWord = new RegExp(`(^|[^\\p{L}\\p{N}])${escaped(word)}`, "u").test(where);
    if (!startsWord && word.length < shortestInside && latin.test(word)) return 0;
    score += at === 0 ? 3 : startsWord ? 2 : 1;
  }
  // Of two that match alike the shorter one is nearer.
  return score / words.length + 1 / (text.length + 2);
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

/** The text in pieces, with every place marked where one of the wanted words stands. */
export function markedPieces(text: string, wanted: string): TextPiece[] {
  const words = folded(wanted).split(/\s+/).filter(Boolean);
  if (words.length === 0) return [{ text, marked: false }];
  const pattern = new RegExp(
    words
      .map(escaped)
      .toSorted((one, other) => other.length - one.length)
      .join("|"),
    "gu",
  );
  const where = folded(text);
  const pieces: TextPiece[] = [];
  let end = 0;
  for (const found of where.matchAll(pattern)) {
    if (found.index > end) pieces.push({ text: text.slice(end, found.index), marked: false });
    end = found.index + found[0].length;
    pieces.push({ text: text.slice(found.index, end), marked: true });
  }
  if (end < text.length) pieces.push({ text: text.slice(end), marked: false });
  return pieces;
}

/** The text in three pieces, the middle one marked; places that make no sense mark nothing. */
export function piecesAround(text: string, from: number, to: number): TextPiece[] {
  if (!(from >= 0 && to > from && to <= text.length)) return [{ text, marked: false }];
  return [
    { text: text.slice(0, from), marked: false },
    { text: text.slice(from, to), marked: true },
    { text: text.slice(to), marked: false },
  ].filter((piece) => piece.text !== "");
}
