"use client";
import type { Citation } from "@eai/contract";
import { ExternalLink, FileText, X } from "lucide-react";
import Link from "next/link";
import { useEffect, useLayoutEffect, useRef, useSyncExternalStore } from "react";
import { cn } from "@/components/ui/class-names.ts";
import { Dialog, DialogBody } from "@/components/ui/dialog.tsx";
import { IconButton } from "@/components/ui/icon-button.tsx";
import { viewerPath } from "@/data/documents.ts";
import { useMessages } from "@/messages/index.tsx";
import { placeOf } from "./citation-place.ts";

const wideQuery = "(min-width: 1100px)";

function subscribe(listener: () => void) {
  const query = window.matchMedia(wideQuery);
  query.addEventListener("change", listener);
  return () => query.removeEventListener("change", listener);
}

function useWideWindow(): boolean {
  return useSyncExternalStore(
    subscribe,
    () => window.matchMedia(wideQuery).matches,
    () => true,
  );
}

interface CitationsPanelProps {
  citations: ReadonlyMap<number, Citation> | undefined;
  /** The source that was asked for; null while the panel is closed. */
  number: number | null;
  onClose: () => void;
}

/** The sources of an answer: a column on wide windows, a sheet on narrow ones. */
export function CitationsPanel({ citations, number, onClose }: CitationsPanelProps) {
  const t = useMessages();
  const wide = useWideWindow();
  const opener = useRef<HTMLElement | null>(null);
  const open = citations !== undefined && number !== null;

  // Before the panel takes the focus: where to give it back.
  useLayoutEffect(() => {
    if (number === null) return;
    const active = document.activeElement;
    if (active instanceof HTMLElement && active.closest("article")) opener.current = active;
  }, [number]);

  function close() {
    onClose();
    opener.current?.focus();
  }

  if (!open) return null;
  const list = <CitationList citations={citations} number={number} />;
  if (!wide) {
    return (
      <Dialog open onOpenChange={(next) => !next && close()} place="end" title={t.citations.title}>
        <DialogBody>{list}</DialogBody>
      </Dialog>
    );
  }
  return (
    <aside
      aria-label={t.citations.title}
      onKeyDown={(event) => event.key === "Escape" && close()}
      className="flex w-96 shrink-0 animate-appear flex-col border-l bg-sidebar"
    >
      <div className="flex h-13 shrink-0 items-center justify-between border-b px-4">
        <h2 className="font-medium">{t.citations.title}</h2>
        <IconButton label={t.common.close} className="-mr-2" onClick={close}>
          <X />
        </IconButton>
      </div>
      <div className="min-h-0 grow overflow-y-auto p-3">{list}</div>
    </aside>
  );
}

function CitationList({ citations, number }: { citations: ReadonlyMap<number, Citation>; number: number }) {
  const t = useMessages();
  const active = useRef<HTMLLIElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another number is another card
  useEffect(() => {
    active.current?.scrollIntoView({ block: "nearest" });
    active.current?.focus({ preventScroll: true });
  }, [number]);
  const sorted = [...citations.values()].sort((one, other) => one.number - other.number);
  if (sorted.length === 0) return <p className="text-muted-foreground">{t.citations.empty}</p>;
  return (
    <ol className="grid gap-2.5">
      {sorted.map((citation) => {
        const current = citation.number === number;
        return (
          <li
            key={citation.number}
            ref={current ? active : undefined}
            tabIndex={-1}
            aria-current={current || undefined}
            className={cn(
              "rounded-lg border bg-surface p-3 outline-none",
              current && "border-accent ring-1 ring-accent",
            )}
          >
            <CitationCard citation={citation} expanded={current} />
          </li>
        );
      })}
    </ol>
  );
}

function CitationCard({ citation, expanded }: { citation: Citation; expanded: boolean }) {
  const t = useMessages();
  const target = {
    knowledgeBaseId: citation.knowledge_base_id,
    documentId: citation.document_id,
    page: citation.page_from,
    chunkId: citation.chunk_id,
    version: citation.version,
    from: citation.start_char,
    to: citation.end_char,
  };
  const place = [placeOf(citation, t), ...citation.heading_path, t.citationWords.version(citation.version)];
  const { page_from: page, page_kind: kind } = citation;
  const isPaged = page === null || kind === null || kind === "page";
  const open = isPaged ? t.citations.openOriginal(page) : t.citationWords.openPlace[kind](page);
  return (
    <>
      <div className="flex items-start gap-2.5">
        <span className="mt-px flex size-5 shrink-0 items-center justify-center rounded-[5px] bg-accent-soft font-medium text-[0.6875rem] text-accent-text tabular-nums">
          {citation.number}
        </span>
        <div className="min-w-0">
          <h3 className="font-medium [overflow-wrap:anywhere]">
            {citation.document_name || t.citations.unavailableName}
          </h3>
          <p className="text-muted-foreground text-xs [overflow-wrap:anywhere]">{place.filter(Boolean).join(" › ")}</p>
        </div>
      </div>
      {citation.available ? (
        <>
          <blockquote
            className={cn(
              "mt-2.5 whitespace-pre-line border-l-2 pl-3 text-[0.8125rem] text-muted-foreground leading-relaxed [overflow-wrap:anywhere]",
              expanded ? "border-accent text-foreground" : "line-clamp-3",
            )}
          >
            <QuotedPassage citation={citation} />
          </blockquote>
          {citation.outdated && (
            <p className="mt-2 text-[0.8125rem] text-warning-text">{t.citationWords.outdated(citation.version)}</p>
          )}
          <Link
            href={viewerPath(target)}
            target="_blank"
            className="mt-2.5 inline-flex items-center gap-1.5 rounded-sm font-medium text-[0.8125rem] text-accent-text hover:underline"
          >
            <ExternalLink className="size-3.5" aria-hidden />
            {open}
          </Link>
        </>
      ) : (
        <p className="mt-2 flex items-center gap-2 text-[0.8125rem] text-muted-foreground">
          <FileText className="size-4 shrink-0" aria-hidden />
          {t.citations.unavailable}
        </p>
      )}
    </>
  );
}

/** The passage, with the part that the answer rests on set off from the rest. */
function QuotedPassage({ citation }: { citation: Citation }) {
  const { passage, start_char, quote_start_char, quote_end_char } = citation;
  if (quote_start_char === undefined || quote_end_char === undefined) return <>{passage}</>;
  const [from, to] = [quote_start_char - start_char, quote_end_char - start_char];
  if (from <= 0 && to >= passage.length) return <>{passage}</>;
  return (
    <>
      {passage.slice(0, from)}
      <mark className="rounded-sm bg-highlight text-foreground">{passage.slice(from, to)}</mark>
      {passage.slice(to)}
    </>
  );
}
