"use client";
import type { Citation } from "@eai/contract";
import { useMessages } from "@/messages/index.tsx";
import { placeOf } from "./citation-place.ts";
import { QuotedPassage } from "./quoted-passage.tsx";

/** A source in short: document, place, and the words the answer rests on. */
export function CitationCard({ citation }: { citation: Citation }) {
  const t = useMessages();
  const place = [placeOf(citation, t), ...citation.heading_path].filter(Boolean).join(" › ");
  return (
    <div className="grid gap-1.5 text-[0.8125rem]">
      <p className="flex items-start gap-2 font-medium">
        <span className="mt-px flex h-4.5 min-w-4.5 shrink-0 items-center justify-center rounded-[5px] bg-accent-soft px-1 text-[0.6875rem] text-accent-text tabular-nums">
          {citation.number}
        </span>
        <span className="min-w-0 [overflow-wrap:anywhere]">
          {citation.document_name || t.citations.unavailableName}
        </span>
      </p>
      {citation.available ? (
        <>
          {place && <p className="text-muted-foreground text-xs [overflow-wrap:anywhere]">{place}</p>}
          <blockquote className="line-clamp-6 border-accent border-s-2 ps-2.5 leading-relaxed [overflow-wrap:anywhere]">
            <QuotedPassage citation={citation} lead={60} />
          </blockquote>
          {citation.outdated && (
            <p className="text-warning-text text-xs">{t.citationWords.outdated(citation.version)}</p>
          )}
        </>
      ) : (
        <p className="text-muted-foreground">{t.citations.unavailable}</p>
      )}
      <p className="text-muted-foreground text-xs">{t.answers.sources.openHint}</p>
    </div>
  );
}
