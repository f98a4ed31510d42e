import type { Chunk } from "@eai/contract";

export interface TextPiece {
  text: string;
  marked: boolean;
  /** The page this piece begins, when it begins one. */
  page: number | null;
}

/**
 * The text of a document from its passages. Passages overlap; what two of them share is shown once.
 * @param markedChunkId the passage to mark, whole
 */
export function joinChunks(chunks: readonly Chunk[], markedChunkId: string | undefined): TextPiece[] {
  const ordered = chunks.toSorted((one, other) => one.ordinal - other.ordinal);
  const marked = ordered.find((chunk) => chunk.id === markedChunkId);
  const pieces: TextPiece[] = [];
  let shownTo = 0;
  let page: number | null = null;
  for (const chunk of ordered) {
    const exact = chunk.text.length === chunk.end_char - chunk.start_char;
    const skip = exact ? Math.max(0, Math.min(shownTo - chunk.start_char, chunk.text.length)) : 0;
    // Between two passages there was nothing but space.
    if (shownTo > 0 && chunk.start_char > shownTo) pieces.push({ text: "\n\n", marked: false, page: null });
    const begins = chunk.page_from !== page ? chunk.page_from : null;
    page = chunk.page_to ?? chunk.page_from ?? page;
    for (const [index, piece] of cut(chunk, skip, exact, marked).entries()) {
      pieces.push({ ...piece, page: index === 0 ? begins : null });
    }
    shownTo = Math.max(shownTo, chunk.end_char);
  }
  return pieces;
}

/** The rest of a chunk after `skip`, cut where the marked passage begins and ends. */
function cut(chunk: Chunk, skip: number, exact: boolean, marked: Chunk | undefined): Omit<TextPiece, "page">[] {
  if (!exact || !marked) return [{ text: chunk.text.slice(skip), marked: chunk.id === marked?.id }];
  const clamp = (position: number) => Math.min(Math.max(position - chunk.start_char, skip), chunk.text.length);
  const from = clamp(marked.start_char);
  const to = clamp(marked.end_char);
  return [
    { text: chunk.text.slice(skip, from), marked: false },
    { text: chunk.text.slice(from, to), marked: true },
    { text: chunk.text.slice(to), marked: false },
  ].filter((piece) => piece.text !== "");
}
