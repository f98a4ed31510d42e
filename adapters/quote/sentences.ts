/** A sentence of a passage, with the headings and the question above it that say what it is about. */
export interface Sentence {
  text: string;
  context: string;
  /** The first below its heading or question: it may be the answer without repeating a word of it. */
  first: boolean;
}

const segmenter = new Intl.Segmenter(undefined, { granularity: "sentence" });

const lineOfItsOwn = /^(?:#{1,6}\s|[-*+•▪‣–]\s|\(?\d{1,3}[.)]\s|\(?[a-z]\)\s|\|)/iu;
const decoration = /^(?:#{1,6}\s+|[-*+•▪‣–]\s+|>\s?)+/u;
const endsSentence = /[.!?:;…。！？；：]["'”’»)\]]*$/u;
const isQuestion = /[?？؟]["'”’»)\]]*$/u;
const link = /!?\[([^\]\n]*)\]\((?:[^()\n]|\([^()\n]*\))*\)/g;
const tableRule = /^\|?[\s:|-]+\|?$/;
// Where the segmenter takes the dot of an abbreviation, or of a day in German, for the end.
const abbreviation =
  /(?:^|[\s(])(?:dr|mr|mrs|ms|prof|no|nr|nos|art|abs|ca|vgl|bzw|inkl|exkl|zzgl|ggf|evtl|approx|min|max|fig|sec|vol|pp?|vs|cf|st|inc|ltd|e\.g|i\.e|z\.\s?b|d\.\s?h|u\.\s?a|s\.\s?o|sr|sra|p\.\s?ej|p\.\s?ex|\d{1,2}|\p{L})\.$/iu;

/** The sentences of a passage in order. Headings and questions are not among them: they become context of what follows. */
export function sentencesOf(passage: string): Sentence[] {
  const sentences: Sentence[] = [];
  let heading = "";
  let question = "";
  let columns = "";
  let first = false;
  for (const unit of units(passage.replace(link, "$1"))) {
    if (isHeading(unit)) {
      [heading, question, first] = [clean(unit.text), "", true];
      continue;
    }
    if (unit.columns) {
      columns = clean(unit.text);
      continue;
    }
    if (!unit.text.startsWith("|")) columns = "";
    for (const text of split(clean(unit.text))) {
      if (isQuestion.test(text)) {
        [question, first] = [text, true];
        continue;
      }
      sentences.push({ text, context: `${heading} ${question} ${columns}`.trim(), first: first && columns === "" });
      first = false;
    }
  }
  return sentences;
}

interface Unit {
  text: string;
  /** Something follows it in the same paragraph or the next. */
  followed: boolean;
  /** The first row of a table, which names its columns. */
  columns: boolean;
}

/** Lines that belong together: a wrapped paragraph is one, a list item or row of a table is one. */
function units(passage: string): Unit[] {
  const lines: string[] = [];
  const columnLines = new Set<number>();
  let open = false;
  for (const raw of passage.split(/\r?\n/)) {
    const line = raw.trim();
    const blank = line === "" || tableRule.test(line);
    const last = lines.at(-1);
    if (tableRule.test(line) && last?.startsWith("|")) columnLines.add(lines.length - 1);
    if (!blank && open && last !== undefined && !lineOfItsOwn.test(line) && !looksLikeTitle(last, line)) {
      lines[lines.length - 1] = joinLines(last, line);
    } else if (!blank) lines.push(line);
    open = !blank && !/^#{1,6}\s/.test(line);
  }
  return lines.map((text, index) => ({
    text,
    followed: index < lines.length - 1,
    columns: columnLines.has(index),
  }));
}

/** A word cut at the end of a line is put together; scripts without spaces get none. */
function joinLines(before: string, after: string): string {
  if (/\p{Ll}-$/u.test(before) && /^\p{Ll}/u.test(after)) return before.slice(0, -1) + after;
  const unspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}。、]$/u.test(before);
  return unspaced ? before + after : `${before} ${after}`;
}

/** A short line without an end before one that begins anew, as PDF gives headings. */
function looksLikeTitle(line: string, next: string): boolean {
  return (
    line.length <= 50 && !/[\p{P}]$/u.test(line) && /^[\p{Lu}\p{Lo}\p{N}]/u.test(next) && next.length > line.length
  );
}

function isHeading({ text, followed }: Unit): boolean {
  if (/^#{1,6}\s/.test(text)) return !isQuestion.test(clean(text));
  if (!followed || text.startsWith("|") || endsSentence.test(clean(text))) return false;
  return text.length <= 80 && !lineOfItsOwn.test(text);
}

function clean(text: string): string {
  const plain = text.replace(decoration, "").replace(/(\*\*|__|`)(?=\S)(.*?\S)\1/g, "$2");
  return plain.startsWith("|")
    ? plain
        .split("|")
        .map((cell) => cell.trim())
        .filter(Boolean)
        .join(" | ")
    : plain;
}

function split(text: string): string[] {
  const sentences: string[] = [];
  let pending = "";
  for (const { segment } of segmenter.segment(text)) {
    pending += segment;
    if (abbreviation.test(pending.trimEnd())) continue;
    sentences.push(pending.trim());
    pending = "";
  }
  if (pending.trim() !== "") sentences.push(pending.trim());
  return sentences.filter((sentence) => /[\p{L}\p{N}]/u.test(sentence));
}
