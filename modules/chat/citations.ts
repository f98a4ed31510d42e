import type { Citation } from "@eai/contract";
import { detectLanguage, type Passage } from "@eai/modules/knowledge";
import { type CitedClaim, findClaims } from "./claims.ts";
import type { Span } from "./grounding/sentences.ts";
import { createJudgement, type Judgement, type Rulings } from "./judgement.ts";
import { renderMarkers } from "./marker-filter.ts";
import { createMarkerScanner, type MarkdownPiece } from "./marker-scanner.ts";
import { findUnsupported } from "./unsupported.ts";

/** A passage that was given to the model, under the number it was given. */
export function toCitation(passage: Passage, number: number): Citation {
  const page = passage.pageFrom === null ? "" : `page=${passage.pageFrom}&`;
  const place = `version=${passage.version}&from=${passage.start}&to=${passage.end}`;
  return {
    number,
    chunk_id: passage.chunkId,
    document_id: passage.documentId,
    document_name: passage.documentName,
    version: passage.version,
    knowledge_base_id: passage.knowledgeBaseId,
    page_from: passage.pageFrom,
    page_to: passage.pageTo,
    page_kind: passage.pageKind,
    heading_path: passage.headingPath,
    passage: passage.text,
    start_char: passage.start,
    end_char: passage.end,
    link: `/knowledge-bases/${passage.knowledgeBaseId}/documents/${passage.documentId}?${page}chunk=${passage.chunkId}&${place}`,
    available: true,
  };
}

export interface CheckedAnswer {
  text: string;
  /** Those whose markers are left in the text, by number. */
  citations: Citation[];
  /** A marker was taken out. */
  removed: boolean;
  /** A marker was pointed at the passage that supports the statement beyond doubt. */
  corrected: boolean;
  /** Sentences of the text that claim something and that no passage supports. */
  unsupported: Span[];
  /** A passage says something of it, cited or not. */
  hasSupported: boolean;
}

export interface CheckOptions {
  /** Knowledge was searched, with whatever result: only then sentences have to be supported. */
  searched: boolean;
  /** What a model said of statements and passages. */
  rulings?: Rulings;
  /** What earlier looks at the same answer found out, to be asked again. */
  judgementIn?: (language: string | null) => Judgement;
}

/**
 * The last word on the citations of an answer: each marker that is left resolves to a passage the model was given, and
 * that passage can be what the statement before it rests on. A marker whose passage cannot is pointed at the one other
 * passage that says the same beyond doubt, and removed where there is none or more than one. Sentences without support are
 * told. The same text with the same passages stays as it is when it is checked again.
 * @param served every passage the model was given
 */
export function checkCitations(
  text: string,
  served: readonly Citation[],
  { searched, rulings, judgementIn }: CheckOptions = { searched: true },
): CheckedAnswer {
  const language = detectLanguage(text);
  const judgement = judgementIn?.(language) ?? createJudgement(served, language, rulings);
  let pieces = scan(text);
  let [removed, corrected] = [false, false];
  // A marker that goes leaves its part of the sentence to the next one.
  for (let round = 0; round < mostRounds; round++) {
    const { claims } = findClaims(pieces);
    const kept = keepMarkers(pieces, claims, judgement);
    removed ||= kept.removed;
    corrected ||= kept.corrected;
    pieces = kept.pieces;
    if (!kept.removed && !kept.corrected) break;
  }
  return finish(pieces, served, judgement, { removed, corrected, searched });
}

const mostRounds = 6;

/** A statement with a passage that may say what it says. */
export interface StatementPair {
  statement: string;
  number: number;
}

/** What a model can be asked about an answer: cited statements with their passages, uncited ones with the nearest. */
export function doubtfulPairs(text: string, served: readonly Citation[]): StatementPair[] {
  const judgement = createJudgement(served, detectLanguage(text));
  const pieces = scan(text);
  const { text: plain, claims } = findClaims(pieces);
  const cited = claims.flatMap(({ index, claim }) => {
    const piece = pieces[index];
    return piece?.kind === "marker" ? piece.numbers.map((number) => ({ statement: claim, number })) : [];
  });
  const marks = claims.map(({ offset }) => ({ offset, length: 0 }));
  const uncited = findUnsupported(plain, marks, judgement).spans.flatMap(({ start, end }) => {
    const statement = plain.slice(start, end);
    return judgement
      .nearest(statement)
      .slice(0, 1)
      .map((number) => ({ statement, number }));
  });
  const known = new Set(served.map(({ number }) => number));
  const unique = new Map([...cited, ...uncited].map((pair) => [`${pair.number} ${pair.statement}`, pair]));
  return [...unique.values()].filter(({ number }) => known.has(number));
}

function scan(text: string): MarkdownPiece[] {
  const scanner = createMarkerScanner();
  return [...scanner.push(text), ...scanner.end()];
}

interface KeptMarkers {
  pieces: MarkdownPiece[];
  removed: boolean;
  corrected: boolean;
}

function keepMarkers(
  pieces: readonly MarkdownPiece[],
  claims: readonly CitedClaim[],
  judgement: Judgement,
): KeptMarkers {
  /** Markers in a row stand for one statement. */
  const groups = new Map<number, Set<number>>();
  for (const { index, offset } of claims) {
    const piece = pieces[index];
    const group = groups.get(offset) ?? new Set();
    groups.set(offset, group);
    if (piece?.kind === "marker") for (const number of piece.numbers) group.add(number);
  }
  const byIndex = new Map(claims.map((claim) => [claim.index, claim]));
  const keptOf = new Map<number, number[]>();
  const kept: KeptMarkers = { pieces: [], removed: false, corrected: false };
  for (const [index, piece] of pieces.entries()) {
    const claim = byIndex.get(index);
    if (piece.kind === "text" || !claim) {
      kept.pieces.push(piece);
      continue;
    }
    const group = [...(groups.get(claim.offset) ?? [])];
    const supporting =
      keptOf.get(claim.offset) ?? group.filter((number) => judgement.supports(number, claim.claim, group));
    const isFirst = !keptOf.has(claim.offset);
    keptOf.set(claim.offset, supporting);
    let numbers = piece.numbers.filter((number) => supporting.includes(number));
    if (numbers.length < piece.numbers.length) {
      const other = supporting.length === 0 && isFirst ? judgement.onlyCertain(claim.claim) : undefined;
      if (other === undefined) kept.removed = true;
      else {
        kept.corrected = true;
        numbers = [other];
      }
    }
    if (numbers.length > 0) kept.pieces.push({ ...piece, numbers });
  }
  return kept;
}

function finish(
  pieces: readonly MarkdownPiece[],
  served: readonly Citation[],
  judgement: Judgement,
  { removed, corrected, searched }: { removed: boolean; corrected: boolean; searched: boolean },
): CheckedAnswer {
  const { text: plain, claims } = findClaims(pieces);
  const places = new Map<number, Span | null>();
  let text = "";
  const marks: { offset: number; length: number }[] = [];
  const byIndex = new Map(claims.map((claim) => [claim.index, claim]));
  for (const [index, piece] of pieces.entries()) {
    if (piece.kind === "text") {
      text += piece.text;
      continue;
    }
    const claim = byIndex.get(index);
    const written = piece.space + renderMarkers(piece.numbers);
    text += written;
    marks.push({ offset: claim?.offset ?? 0, length: written.length });
    for (const number of piece.numbers) {
      const place = judgement.placeOf(number, claim?.claim ?? "");
      places.set(number, hull(places.get(number), place));
    }
  }
  const citations = served
    .filter(({ number }) => places.has(number))
    .map((citation) => withPlace(citation, places.get(citation.number) ?? null))
    .toSorted((left, right) => left.number - right.number);
  const found = searched ? findUnsupported(plain, marks, judgement) : { spans: [], hasSupported: citations.length > 0 };
  return { text, citations, removed, corrected, unsupported: found.spans, hasSupported: found.hasSupported };
}

/**
 * The sentences that no passage supports in an answer whose markers were sent and cannot be taken back. A marker that a model
 * says is wrong supports nothing.
 */
export function unsupportedAsSent(text: string, served: readonly Citation[], rulings?: Rulings): Span[] {
  const judgement = createJudgement(served, detectLanguage(text), rulings);
  const pieces = scan(text);
  const { text: plain, claims } = findClaims(pieces);
  const marks = claims.flatMap(({ index, offset, claim }) => {
    const piece = pieces[index];
    if (piece?.kind !== "marker") return [];
    const { numbers, space } = piece;
    const holds = rulings === undefined || numbers.some((number) => judgement.supports(number, claim, numbers));
    return [{ offset, length: space.length + renderMarkers(numbers).length, holds }];
  });
  return findUnsupported(plain, marks, judgement).spans;
}

function hull(left: Span | null | undefined, right: Span | null): Span | null {
  if (!left || !right) return left ?? right;
  return { start: Math.min(left.start, right.start), end: Math.max(left.end, right.end) };
}

/** The part of the passage that the answer rests on, as offsets into the extracted text. */
function withPlace(citation: Citation, place: Span | null): Citation {
  const isExact = citation.end_char - citation.start_char === citation.passage.length;
  if (place === null || !isExact) return citation;
  return {
    ...citation,
    quote_start_char: citation.start_char + place.start,
    quote_end_char: citation.start_char + place.end,
  };
}
