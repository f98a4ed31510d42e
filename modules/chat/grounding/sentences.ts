import { isMonth } from "./dates.ts";

/** A piece of a text, from `start` to before `end`, in UTF-16 units. */
export interface Span {
  start: number;
  end: number;
}

const terminator = /[.!?…]+["'”’“»)*_\]]*(?=\s|$)|[。！？]+["'”’」』)*_]*/g;
const abbreviations = new Set(
  "e.g i.e etc vs cf approx ca no nos nr art abs dr prof mr mrs ms st jr sr inc ltd dept fig vol z.b d.h u.a o.ä bzw ggf evtl usw inkl exkl max min mind bspw vgl sog bzgl tel str ziff kap tab abb lit s p pp seite gem einschl zzgl mio mrd tsd".split(
    " ",
  ),
);
const wordBefore = /[\p{L}\p{N}.]{0,20}$/u;
const ordinalNouns =
  /^(?:quartal|halbjahr|tag|monat|jahr|jahrhundert|lebensjahr|etage|stock|stockwerk|obergeschoss|klasse|januar)/i;

/**
 * Where the sentences of a line end. The full stop of an abbreviation, of an ordinal number (`am 1. März`) and one that is
 * followed by a small letter end none.
 */
function sentenceEnds(line: string): number[] {
  const ends: number[] = [];
  for (const match of line.matchAll(terminator)) {
    const end = match.index + match[0].length;
    if (match[0].startsWith(".") && !match[0].startsWith("..") && continues(line, match.index, end)) continue;
    ends.push(end);
  }
  if ((ends.at(-1) ?? 0) < line.length) ends.push(line.length);
  return ends;
}

function continues(line: string, stop: number, end: number): boolean {
  const [before = ""] = wordBefore.exec(line.slice(Math.max(0, stop - 20), stop)) ?? [];
  const after = line.slice(end, end + 40).trimStart();
  const word = before.toLowerCase().replace(/^\.+/, "");
  if (abbreviations.has(word) || /^\p{L}$/u.test(word) || /^(?:\p{L}\.)+\p{L}$/u.test(word)) return after !== "";
  if (/^\d{1,2}$/.test(word)) {
    const [next = ""] = /^\p{L}+/u.exec(after) ?? [];
    if (next !== "" && (isMonth(next) || ordinalNouns.test(next))) return true;
  }
  return /^\p{Ll}/u.test(after);
}

/** The sentences of a text of one line, without the white space around them. */
export function sentencesOf(line: string, offset = 0): Span[] {
  const found: Span[] = [];
  let start = 0;
  for (const end of sentenceEnds(line)) {
    const span = trimmed(line, start, end);
    if (span) found.push({ start: span.start + offset, end: span.end + offset });
    start = end;
  }
  return found;
}

function trimmed(text: string, start: number, end: number): Span | undefined {
  while (start < end && /\s/.test(text.charAt(start))) start += 1;
  while (end > start && /\s/.test(text.charAt(end - 1))) end -= 1;
  return start < end ? { start, end } : undefined;
}

const newParagraph = /^\s*(?:[|>#]|[-*+•–▪]\s|\d{1,3}[.)]\s|\(?[a-z]\)\s)/u;

/**
 * The sentences of a passage of a document: list items and rows of tables are apart, lines that a page has broken are
 * not.
 */
export function passageSentences(text: string): Span[] {
  const found: Span[] = [];
  let start = 0;
  for (let end = 0; end <= text.length; end++) {
    if (end < text.length && text.charAt(end) !== "\n") continue;
    const next = text.slice(end + 1, end + 12);
    const isBroken = end < text.length && !/^\s*\n|^$/.test(next) && !newParagraph.test(next);
    const isRow = text
      .slice(start, start + 3)
      .trimStart()
      .startsWith("|");
    if (isBroken && !isRow && end > start) continue;
    // A broken line is one with the next: its end of line is white space.
    found.push(...sentencesOf(text.slice(start, end).replaceAll("\n", " "), start));
    start = end + 1;
  }
  return found;
}
