import type { Chunk, Document } from "@eai/contract";
import { useMemo, useState } from "react";
import type { CitedPassage } from "./pdf-view.tsx";
import type { TextPlace } from "./text-parts.ts";

/** A place in the extracted text of a version of the document. */
export interface CitedPlace {
  version: number;
  from: number;
  to: number;
}

interface Wanted {
  chunkId: string | undefined;
  cited: CitedPlace | undefined;
}

/** Which passage of a document is looked at: the one the page was opened for, then the one chosen beside it. */
export function usePassageChoice(
  document: Document | undefined,
  chunks: readonly Chunk[] | undefined,
  { chunkId, cited }: Wanted,
) {
  const [chosen, setChosen] = useState<{ chunk: Chunk; count: number }>();
  const chunk = chosen?.chunk ?? chunks?.find((entry) => entry.id === chunkId);
  // Made again from the same bytes the document has other chunks, and the same text at the same places.
  const holds = cited && !chosen && cited.version === document?.version && document.searchable;
  const place = useMemo<TextPlace | undefined>(() => {
    if (holds) return { from: cited.from, to: cited.to };
    return chunk && { from: chunk.start_char, to: chunk.end_char };
  }, [holds, cited, chunk]);
  const overlapping = holds ? (chunk ?? chunks?.find((entry) => entry.end_char > cited.from)) : chunk;
  const passage = useMemo<CitedPassage | undefined>(
    () => overlapping && { text: overlapping.text, from: overlapping.page_from, to: overlapping.page_to },
    [overlapping],
  );
  const isGone = chunkId !== undefined && chunks !== undefined && !chunk && document !== undefined && !holds;

  function choose(next: Chunk) {
    setChosen((before) => ({ chunk: next, count: (before?.count ?? 0) + 1 }));
    // So that the address can be copied; the page is not loaded again.
    const url = new URL(window.location.href);
    for (const name of ["page", "version", "from", "to"]) url.searchParams.delete(name);
    url.searchParams.set("chunk", next.id);
    window.history.replaceState(null, "", url);
  }

  return {
    chosenId: overlapping?.id,
    /** In the extracted text. */
    place,
    /** As it stands on pages. */
    passage,
    page: overlapping?.page_from ?? null,
    /** Another one each time something is chosen. */
    choice: `${overlapping?.id} ${chosen?.count ?? 0}`,
    wasChosen: chosen !== undefined,
    isGone,
    choose,
  };
}
