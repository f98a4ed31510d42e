"use client";
import type { PageKind } from "@eai/contract";
import { type ReactNode, useEffect, useRef } from "react";
import { useMessages } from "@/messages/index.tsx";
import type { TextPiece } from "./joined-text.ts";

interface TextPiecesProps {
  pieces: readonly TextPiece[];
  pageKind: PageKind;
  before?: ReactNode;
  after?: ReactNode;
}

/** The text of a document, with a passage marked and scrolled to. */
export function TextPieces({ pieces, pageKind, before, after }: TextPiecesProps) {
  const t = useMessages();
  const mark = useRef<HTMLElement>(null);
  const section = useRef<HTMLElement>(null);
  const firstMarked = pieces.findIndex((piece) => piece.marked);
  const isFound = firstMarked >= 0;

  // Once: more text that is read later must not move the reader.
  useEffect(() => {
    const [marked, frame] = [mark.current, section.current];
    if (!isFound || !marked || !frame) return;
    // Of a passage that is higher than the window the beginning is shown.
    marked.scrollIntoView({ block: marked.getBoundingClientRect().height > frame.clientHeight ? "start" : "center" });
  }, [isFound]);

  if (pieces.length === 0) return <p className="py-16 text-center text-muted-foreground">{t.viewer.noText}</p>;
  return (
    <section
      ref={section}
      aria-label={t.viewer.textLead}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolled area must be reachable by keyboard
      tabIndex={0}
      className="h-full overflow-y-auto bg-muted/40 px-3 py-6 -outline-offset-2 md:px-6"
    >
      <div className="mx-auto max-w-3xl rounded-lg border bg-surface px-5 py-6 shadow-raised md:px-12 md:py-10">
        <p className="mb-6 text-muted-foreground text-xs">{t.viewer.textLead}</p>
        {before && <p className="mb-4 text-center">{before}</p>}
        <div className="whitespace-pre-wrap text-[0.9375rem] leading-7 [overflow-wrap:anywhere]">
          {pieces.map((piece, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: pieces have no identity and do not move
            <span key={index}>
              {piece.page !== null && <PageBreak label={t.citationWords.place[pageKind](piece.page, null)} />}
              {piece.marked ? (
                <mark
                  ref={index === firstMarked ? mark : undefined}
                  className="scroll-mt-6 rounded-sm bg-highlight text-foreground"
                >
                  {piece.text}
                </mark>
              ) : (
                piece.text
              )}
            </span>
          ))}
        </div>
        {after && <p className="mt-4 text-center">{after}</p>}
      </div>
    </section>
  );
}

function PageBreak({ label }: { label: string }) {
  return (
    <span className="my-4 flex select-none items-center gap-3 text-muted-foreground text-xs">
      <span className="h-px grow bg-border" aria-hidden />
      {label}
      <span className="h-px grow bg-border" aria-hidden />
    </span>
  );
}
