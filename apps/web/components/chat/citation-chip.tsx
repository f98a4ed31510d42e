"use client";
import type { Citation } from "@eai/contract";
import { createContext, type ReactNode, useContext, useState } from "react";
import { cn } from "@/components/ui/class-names.ts";
import { HoverCard, HoverCardContent, HoverCardTrigger } from "@/components/ui/hover-card.tsx";
import { useMessages } from "@/messages/index.tsx";
import { CitationCard } from "./citation-card.tsx";
import { placeOf } from "./citation-place.ts";

interface CitationState {
  citations: ReadonlyMap<number, Citation>;
  openNumber: number | null;
  onOpen: (number: number) => void;
}

const CitationsContext = createContext<CitationState>({
  citations: new Map(),
  openNumber: null,
  onOpen: () => undefined,
});

/** Gives the citations of an answer to the chips in its text. */
export function CitationsProvider({ value, children }: { value: CitationState; children: ReactNode }) {
  return <CitationsContext value={value}>{children}</CitationsContext>;
}

/** A `[n]` in the text: tells of the passage on hover and focus, opens it. Without such a citation it stays text. */
export function CitationChip({ number }: { number: number }) {
  const t = useMessages();
  const { citations, openNumber, onOpen } = useContext(CitationsContext);
  const [cardOpen, setCardOpen] = useState(false);
  const citation = citations.get(number);
  if (!citation) return <>[{number}]</>;
  const name = citation.document_name || t.citations.unavailableName;
  const place = placeOf(citation, t);
  const where = citation.available ? [name, place].filter(Boolean).join(", ") : t.citations.unavailableName;
  const outdated = citation.available && citation.outdated;
  return (
    // The source that is open needs no card, which would lie over it.
    <HoverCard open={cardOpen} onOpenChange={(open) => setCardOpen(open && openNumber !== number)}>
      <HoverCardTrigger asChild>
        <button
          type="button"
          aria-label={t.citations.open(number, outdated ? `${where} (${t.answers.sources.outdatedShort})` : where)}
          aria-expanded={openNumber === number}
          data-citation={number}
          onClick={() => {
            setCardOpen(false);
            onOpen(number);
          }}
          onFocus={(event) => {
            // A press of the pointer brings the focus too, and so does a panel that is closed with it.
            if (!event.currentTarget.matches(":focus-visible")) event.preventDefault();
          }}
          className={cn(
            "mx-0.5 inline-flex h-4.5 min-w-4.5 items-center justify-center rounded-[5px] px-1 align-[0.1em] font-medium text-[0.6875rem] tabular-nums leading-none transition-colors",
            openNumber === number
              ? "bg-accent text-accent-foreground"
              : "bg-accent-soft text-accent-text hover:bg-accent hover:text-accent-foreground",
            outdated && openNumber !== number && "bg-warning-soft text-warning-text",
            !citation.available && openNumber !== number && "bg-muted text-muted-foreground line-through",
          )}
        >
          {number}
        </button>
      </HoverCardTrigger>
      <HoverCardContent>
        <CitationCard citation={citation} />
      </HoverCardContent>
    </HoverCard>
  );
}
