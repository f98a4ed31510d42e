"use client";
import type { Chunk } from "@eai/contract";
import { useEffect, useMemo, useRef } from "react";
import { useMessages } from "@/messages/index.tsx";
import { joinChunks } from "./joined-text.ts";

/** The extracted text of a document, with a passage marked and scrolled to. */
export function TextView({ chunks, chunkId }: { chunks: readonly Chunk[]; chunkId: string | undefined }) {
  const t = useMessages();
  const pieces = useMemo(() => joinChunks(chunks, chunkId), [chunks, chunkId]);
  const mark = useRef<HTMLElement>(null);
  const firstMarked = pieces.findIndex((piece) => piece.marked);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another passage is another place
  useEffect(() => {
    mark.current?.scrollIntoView({ block: "center" });
  }, [firstMarked]);

  if (pieces.length === 0) return <p className="py-16 text-center text-muted-foreground">{t.viewer.noText}</p>;
  return (
    <section
      aria-label={t.viewer.textLead}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolled area must be reachable by keyboard
      tabIndex={0}
      className="h-full overflow-y-auto bg-muted/40 px-3 py-6 -outline-offset-2 md:px-6"
    >
      <div className="mx-auto max-w-3xl rounded-lg border bg-surface px-5 py-6 shadow-raised md:px-12 md:py-10">
        <p className="mb-6 text-muted-foreground text-xs">{t.viewer.textLead}</p>
        <div className="whitespace-pre-wrap text-[0.9375rem] leading-7 [overflow-wrap:anywhere]">
          {pieces.map((piece, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: pieces have no identity and do not move
            <span key={index}>
              {piece.page !== null && <PageBreak page={piece.page} />}
              {piece.marked ? (
                <mark
                  ref={index === firstMarked ? mark : undefined}
                  className="rounded-sm bg-highlight text-foreground"
                >
                  {piece.text}
                </mark>
              ) : (
                piece.text
              )}
            </span>
          ))}
        </div>
      </div>
    </section>
  );
}

function PageBreak({ page }: { page: number }) {
  const t = useMessages();
  return (
    <span className="my-4 flex select-none items-center gap-3 text-muted-foreground text-xs">
      <span className="h-px grow bg-border" aria-hidden />
      {t.viewer.pageLabel(page)}
      <span className="h-px grow bg-border" aria-hidden />
    </span>
  );
}
