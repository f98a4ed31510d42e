/** A stretch of a text, by offsets. */
export interface Span {
  start: number;
  end: number;
}

/** Sentences are sought in windows of this length, so that one endless line takes no more memory than a short one. */
const windowCharacters = 8192;
/** A word longer than this (data, a URL, a script without blanks) may be cut anywhere between two characters. */
const longestWordCharacters = 64;

const sentenceSegmenter = new Intl.Segmenter(undefined, { granularity: "sentence" });

/** Lines that are not blank, without their line feeds. */
export function* lineSpans(text: string, span: Span): Generator<Span> {
  let start = span.start;
  while (start < span.end) {
    const feed = text.indexOf("\n", start);
    const end = feed < 0 || feed > span.end ? span.end : feed;
    yield* trimmed(text, { start, end });
    start = end + 1;
  }
}

/** Sentences, in any language; every character that is no blank is in exactly one. */
export function* sentenceSpans(text: string, span: Span): Generator<Span> {
  for (const window of windows(text, span)) {
    for (const { segment, index } of sentenceSegmenter.segment(text.slice(window.start, window.end))) {
      const start = window.start + index;
      yield* trimmed(text, { start, end: start + segment.length });
    }
  }
}

/** Runs of words of about `targetCharacters`, cut at blanks; a long word is cut where it must. */
export function* wordSpans(text: string, span: Span, targetCharacters: number): Generator<Span> {
  let start = span.start;
  while (start < span.end) {
    const end = Math.min(start + targetCharacters, span.end);
    const cut = end === span.end ? end : cutBefore(text, start, end);
    yield* trimmed(text, { start, end: cut });
    start = cut;
  }
}

function* windows(text: string, span: Span): Generator<Span> {
  let start = span.start;
  while (start < span.end) {
    const end = Math.min(start + windowCharacters, span.end);
    const cut = end === span.end ? end : cutBefore(text, start, end);
    yield { start, end: cut };
    start = cut;
  }
}

/** The last good place to cut at or before `end`, always after `start`: a blank nearby, else between two characters. */
function cutBefore(text: string, start: number, end: number): number {
  const earliest = Math.max(start + 1, end - longestWordCharacters);
  for (let index = end; index >= earliest; index -= 1) {
    if (isBlank(text.charCodeAt(index))) return index;
  }
  const splitsPair = isLowSurrogate(text.charCodeAt(end)) && end - 1 > start;
  return splitsPair ? end - 1 : end;
}

function* trimmed(text: string, span: Span): Generator<Span> {
  let { start, end } = span;
  while (start < end && isBlank(text.charCodeAt(start))) start += 1;
  while (end > start && isBlank(text.charCodeAt(end - 1))) end -= 1;
  if (start < end) yield { start, end };
}

/** As `\s`, so that what counts as blank here is blank for `trim` too. */
function isBlank(code: number): boolean {
  if (code <= 0x20) return code === 0x20 || (code >= 0x09 && code <= 0x0d);
  if (code < 0xa0) return false;
  return code === 0xa0 || code === 0x1680 || (code >= 0x2000 && code <= 0x200a) || isRareBlank(code);
}

function isRareBlank(code: number): boolean {
  return code === 0x2028 || code === 0x2029 || code === 0x202f || code === 0x205f || code === 0x3000 || code === 0xfeff;
}

function isLowSurrogate(code: number): boolean {
  return code >= 0xdc00 && code <= 0xdfff;
}
