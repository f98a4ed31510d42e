/** Letters and digits only, in one spelling: lines, hyphens and ligatures differ between a page and its extracted text. */
function essence(text: string): string {
  return text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, "");
}

/** A piece of text this long is found in a passage only because it is part of it. */
const distinctiveLength = 6;

/**
 * Which pieces of a page's text belong to a passage. Works on pieces, not on the whole: a passage may begin on the page
 * before, and columns may be read in another order than they are drawn.
 * @param pieces the page's text in drawing order, as pdf.js gives it
 * @returns for each piece whether it belongs to the passage
 */
export function matchPassage(pieces: readonly string[], passage: string): boolean[] {
  const wanted = essence(passage);
  const essences = pieces.map(essence);
  if (!wanted) return essences.map(() => false);
  const whole = wholePassage(essences, wanted);
  if (whole) return whole;
  const has = (text: string) => text.length >= distinctiveLength && wanted.includes(text);
  // A short piece ("of", "3") counts together with the piece before or after it.
  return essences.map((piece, index) => {
    if (piece === "") return false;
    return has(piece) || has((essences[index - 1] ?? "") + piece) || has(piece + (essences[index + 1] ?? ""));
  });
}

/** The pieces from the first to the last that hold the passage, where it stands on the page in one run. */
function wholePassage(essences: readonly string[], wanted: string): boolean[] | undefined {
  const start = essences.join("").indexOf(wanted);
  if (start < 0) return undefined;
  const end = start + wanted.length;
  let offset = 0;
  return essences.map((piece) => {
    const from = offset;
    offset += piece.length;
    return piece.length > 0 && from < end && offset > start;
  });
}
