/** A run of letters and digits, with the joints that make one compound of several: `e-mail`, `snake_case`, `3.14`. */
const compounds = /[\p{L}\p{N}\p{M}]+(?:[-_.][\p{L}\p{N}\p{M}]+)*/gu;
/** camelCase, PascalCase, HTTPServer, and digits beside letters. */
const humps = /\p{Lu}+(?!\p{Ll})|\p{Lu}?[\p{Ll}\p{M}]+|\p{N}+|[\p{Lo}\p{Lm}\p{Lt}\p{M}]+|\p{Lu}/gu;
/** Letters of scripts that put no spaces between words, and Hangul, whose words carry their particles. */
const unspaced =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}ー々]+/u;
const unspacedRuns = new RegExp(unspaced.source, "gu");
const notAscii = /[^ -~\s]/;
/** Vowel signs of Hebrew and Arabic, and the Arabic stretcher: most writers leave them out. */
const optionalMarks = /[\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0640\u064b-\u065f\u0670]/g;
/** Longer runs are no words (base64, minified code) and are cut into pieces. */
const wordLimit = 64;
const compoundLimit = 128;

/**
 * How a word came to be: `word` stands alone; `part` is a piece of the compound that follows it; `compound` is the whole
 * of the parts before it; `gram` is a piece of text in a script without spaces.
 */
export type WordKind = "word" | "part" | "compound" | "gram";

/**
 * Finds the words of a text, in lower case and Unicode NFKC, in time linear in its length.
 * Compounds give their parts and then the whole without joints, so that `fileName`, `file_name` and `filename` meet.
 * Scripts without spaces give single characters and pairs.
 */
export function forEachWord(text: string, visit: (word: string, kind: WordKind) => void): void {
  const isAscii = !notAscii.test(text);
  const clean = isAscii ? text : text.normalize("NFKC").replace(optionalMarks, "");
  for (const [compound] of clean.matchAll(compounds)) {
    if (isAscii || !unspaced.test(compound)) visitCompound(compound, visit);
    else visitMixed(compound, visit);
  }
}

/** Cuts a run where it changes between scripts with and without spaces: `308分`. */
function visitMixed(run: string, visit: (word: string, kind: WordKind) => void): void {
  let end = 0;
  for (const match of run.matchAll(unspacedRuns)) {
    visitCompound(run.slice(end, match.index), visit);
    visitGrams(match[0], visit);
    end = match.index + match[0].length;
  }
  visitCompound(run.slice(end), visit);
}

function visitGrams(run: string, visit: (word: string, kind: WordKind) => void): void {
  let previous = "";
  for (const character of run) {
    visit(character, "gram");
    if (previous !== "") visit(previous + character, "gram");
    previous = character;
  }
}

function visitCompound(compound: string, visit: (word: string, kind: WordKind) => void): void {
  const parts = compound.match(humps);
  if (parts === null) return;
  const [only] = parts;
  if (parts.length === 1 && only !== undefined) {
    visitPieces(only, "word", visit);
    return;
  }
  for (const part of parts) visitPieces(part, "part", visit);
  if (compound.length > compoundLimit) return;
  visit(compound.toLowerCase().replace(/[-_]/g, "").slice(0, wordLimit), "compound");
}

function visitPieces(word: string, kind: WordKind, visit: (word: string, kind: WordKind) => void): void {
  const lower = word.toLowerCase();
  for (let start = 0; start < lower.length; start += wordLimit) visit(lower.slice(start, start + wordLimit), kind);
}

/** Words and figures in one spelling, with a space between them: spacing, case, quotation marks and ligatures differ. */
export function lettersOnly(text: string): string {
  return (
    text
      .normalize("NFKC")
      .replace(/\u00ad/g, "")
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? []
  ).join(" ");
}
