import type { Citation } from "@eai/contract";
import { detectLanguage, type Passage } from "@eai/modules/knowledge";
import { isSupported } from "./claim-support.ts";
import { findClaims } from "./claims.ts";
import { renderMarkers } from "./marker-filter.ts";
import { createMarkerScanner } from "./marker-scanner.ts";

/** A passage that was given to the model, under the number it was given. */
export function toCitation(passage: Passage, number: number): Citation {
  const page = passage.pageFrom === null ? "" : `page=${passage.pageFrom}&`;
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
    link: `/knowledge-bases/${passage.knowledgeBaseId}/documents/${passage.documentId}?${page}chunk=${passage.chunkId}`,
    available: true,
  };
}

export interface CheckedAnswer {
  text: string;
  /** Those whose markers are left in the text, by number. */
  citations: Citation[];
  /** A marker was taken out. */
  removed: boolean;
}

/**
 * The last word on the citations of an answer: each marker that is left resolves to a passage the model was given, and
 * that passage can be what the statement before it rests on.
 * @param served every passage the model was given
 */
export function checkCitations(text: string, served: readonly Citation[]): CheckedAnswer {
  const scanner = createMarkerScanner();
  const pieces = [...scanner.push(text), ...scanner.end()];
  const language = detectLanguage(text);
  const claims = new Map(findClaims(pieces).map(({ index, claim }) => [index, claim]));
  const cited = new Map<number, Citation>();
  /** Models repeat themselves; a verdict takes longer than a look into a map. */
  const verdicts = new Map<string, boolean>();
  const supports = (citation: Citation, claim: string): boolean => {
    const key = `${citation.number} ${claim}`;
    const verdict = verdicts.get(key) ?? isSupported(claim, groundOf(citation), language);
    verdicts.set(key, verdict);
    return verdict;
  };
  let checked = "";
  let removed = false;
  for (const [index, piece] of pieces.entries()) {
    if (piece.kind === "text") {
      checked += piece.text;
      continue;
    }
    const claim = claims.get(index) ?? "";
    const kept = served.filter((citation) => piece.numbers.includes(citation.number) && supports(citation, claim));
    if (kept.length < piece.numbers.length) removed = true;
    if (kept.length > 0) checked += piece.space + renderMarkers(kept.map(({ number }) => number));
    for (const citation of kept) cited.set(citation.number, citation);
  }
  const citations = [...cited.values()].toSorted((left, right) => left.number - right.number);
  return { text: checked, citations, removed };
}

/** What the model was told about the passage: its document and headings count as well as its words. */
function groundOf(citation: Citation): string {
  return [citation.document_name, ...citation.heading_path, citation.passage].join("\n");
}
