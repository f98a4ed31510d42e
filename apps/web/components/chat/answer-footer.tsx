"use client";
import type { Citation } from "@eai/contract";
import type { ReactNode } from "react";
import { cn } from "@/components/ui/class-names.ts";
import { Tooltip } from "@/components/ui/tooltip.tsx";
import { useMessages } from "@/messages/index.tsx";
import type { AnswerView } from "./chat-message.ts";
import { placeOf } from "./citation-place.ts";
import { regionName } from "./region-name.ts";

const sourcesShown = 4;

interface AnswerFooterProps {
  view: AnswerView;
  onOpenCitation: (number: number) => void;
  /** What can be done with the answer. */
  children?: ReactNode;
}

/** Sources of an answer, what can be done with it, and who wrote it. */
export function AnswerFooter({ view, onOpenCitation, children }: AnswerFooterProps) {
  const t = useMessages();
  const sources = [...view.citations.values()].sort((one, other) => one.number - other.number);
  const first = sources[0];
  // A quoting answer names no model: its notice says that there is none.
  const usage = view.notices.includes("no_language_model") ? undefined : view.usage;
  return (
    <footer className="grid gap-2">
      {sources.length > 0 && (
        <ul aria-label={t.citations.title} className="flex flex-wrap gap-1.5">
          {sources.slice(0, sourcesShown).map((citation) => (
            <li key={citation.number} className="min-w-0">
              <SourcePill citation={citation} onOpen={() => onOpenCitation(citation.number)} />
            </li>
          ))}
          {sources.length > sourcesShown && first && (
            <li>
              <button
                type="button"
                onClick={() => onOpenCitation(first.number)}
                className="h-7 rounded-md px-2 text-muted-foreground text-xs hover:bg-hover hover:text-foreground"
              >
                {t.chat.sources(sources.length)}
              </button>
            </li>
          )}
        </ul>
      )}
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset is for forms */}
      <div
        role="group"
        aria-label={t.answers.actions.label}
        className="-ms-1.5 flex min-h-7 flex-wrap items-center gap-0.5 text-muted-foreground text-xs"
      >
        {children}
        {usage?.model && (
          <Tooltip text={t.chat.usage(usage)}>
            <button type="button" className="ms-1.5 min-h-6 cursor-default truncate rounded-sm">
              {t.chat.servedBy(usage.model, usage.served_by && regionName(usage.served_by))}
            </button>
          </Tooltip>
        )}
      </div>
    </footer>
  );
}

function SourcePill({ citation, onOpen }: { citation: Citation; onOpen: () => void }) {
  const t = useMessages();
  const page = placeOf(citation, t);
  return (
    <button
      type="button"
      onClick={onOpen}
      className="flex h-7 max-w-72 items-center gap-1.5 rounded-md border bg-surface px-2 text-xs hover:border-border-strong hover:bg-hover"
    >
      <span className="flex h-4 min-w-4 shrink-0 items-center justify-center rounded-sm bg-accent-soft px-0.5 font-medium text-[0.625rem] text-accent-text tabular-nums">
        {citation.number}
      </span>
      <span className={cn("truncate", !citation.available && "text-muted-foreground line-through")}>
        {citation.document_name || t.citations.unavailableName}
      </span>
      {page && <span className="shrink-0 text-muted-foreground">{page}</span>}
      {citation.available && citation.outdated && (
        <span className="shrink-0 text-warning-text">{t.answers.sources.outdatedShort}</span>
      )}
    </button>
  );
}
