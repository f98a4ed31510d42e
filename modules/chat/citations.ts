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
}

export interface CheckOptions {
  /** Knowledge was searched, with whatever result: only then sentences have to be supported. */
  searched: boolean;
  /** What a model said of statements and passages. */
  rulings?: Rulings;
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
  { searched, rulings }: CheckOptions = { searched: true },
): CheckedAnswer {
  const judgement = createJudgement(served, detectLanguage(text), rulings);
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
  const groups = new Map<number, number[]>();
  for (const { index, offset } of claims) {
    const piece = pieces[index];
    if (piece?.kind === "marker") groups.set(offset, [...(groups.get(offset) ?? []), ...piece.numbers]);
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
    const group = groups.get(claim.offset) ?? [];
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
  const unsupported = searched ? findUnsupported(plain, marks, judgement) : [];
  return { text, citations, removed, corrected, unsupported };
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
