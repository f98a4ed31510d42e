"use client";
import type { Citation } from "@eai/contract";
import { ChevronDown, ChevronUp, PanelBottomClose, PanelBottomOpen, X } from "lucide-react";
import { type KeyboardEvent, lazy, Suspense, useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import { cn } from "@/components/ui/class-names.ts";
import { Dialog, DialogBody } from "@/components/ui/dialog.tsx";
import { IconButton } from "@/components/ui/icon-button.tsx";
import { Skeleton } from "@/components/ui/skeleton.tsx";
import { useWideWindow } from "@/data/wide-window.ts";
import { useMessages } from "@/messages/index.tsx";
import { SourceEntry } from "./source-entry.tsx";

const SourcePage = lazy(() => import("./source-page.tsx"));

/** Room for the panel beside the conversation. */
const roomForPanel = "1100px";

interface CitationsPanelProps {
  citations: ReadonlyMap<number, Citation> | undefined;
  /** The source that was asked for; null while the panel is closed. */
  number: number | null;
  onStep: (number: number) => void;
  onClose: () => void;
}

/** The sources of an answer: a column on wide windows, a sheet on narrow ones. */
export function CitationsPanel({ citations, number, onStep, onClose }: CitationsPanelProps) {
  const t = useMessages();
  const wide = useWideWindow(roomForPanel);
  const opener = useRef<HTMLElement | null>(null);
  const [paged, setPaged] = useState(false);
  const sorted = useMemo(
    () => [...(citations?.values() ?? [])].sort((one, other) => one.number - other.number),
    [citations],
  );

  // Before the panel takes the focus: where to give it back.
  useLayoutEffect(() => {
    if (number === null) return;
    const active = document.activeElement;
    if (active instanceof HTMLElement && active.closest("article")) opener.current = active;
  }, [number]);

  if (citations === undefined || number === null) return null;
  const index = sorted.findIndex((citation) => citation.number === number);
  const current = sorted[index];

  function close() {
    onClose();
    opener.current?.focus();
  }

  function step(by: 1 | -1) {
    const next = sorted[index + by];
    if (next) onStep(next.number);
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.key === "Escape") return close();
    const isInPage = event.target instanceof Element && event.target.closest("[data-source-page]");
    if (isInPage || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    event.preventDefault();
    step(event.key === "ArrowDown" ? 1 : -1);
  }

  const tools = sorted.length > 0 && (
    <div className="flex items-center gap-0.5">
      <IconButton
        label={t.answers.sources.previous}
        aria-disabled={index <= 0}
        className="size-7"
        onClick={() => step(-1)}
      >
        <ChevronUp />
      </IconButton>
      <span className="min-w-12 text-center text-muted-foreground text-xs tabular-nums" role="status">
        {t.answers.sources.position(index + 1, sorted.length)}
      </span>
      <IconButton
        label={t.answers.sources.next}
        aria-disabled={index >= sorted.length - 1}
        className="size-7"
        onClick={() => step(1)}
      >
        <ChevronDown />
      </IconButton>
    </div>
  );
  const list = <CitationList citations={sorted} number={number} />;
  if (!wide) {
    return (
      <Dialog open onOpenChange={(next) => !next && close()} place="end" title={t.citations.title}>
        {/* biome-ignore lint/a11y/noStaticElementInteractions: arrow keys step wherever the focus is */}
        <div className="contents" onKeyDown={(event) => event.key !== "Escape" && onKeyDown(event)}>
          <DialogBody>
            <div className="mb-2 flex justify-end">{tools}</div>
            {list}
          </DialogBody>
        </div>
      </Dialog>
    );
  }
  const page = paged && current?.available ? current : undefined;
  return (
    <aside
      aria-label={t.citations.title}
      aria-describedby="sources-keys"
      onKeyDown={onKeyDown}
      className={cn(
        "flex shrink-0 animate-appear flex-col border-s bg-sidebar",
        page ? "w-[clamp(28rem,46vw,56rem)]" : "w-96",
      )}
    >
      <div className="flex h-13 shrink-0 items-center justify-between gap-2 border-b ps-4 pe-2">
        <h2 className="min-w-0 grow truncate font-medium">{t.citations.title}</h2>
        {tools}
        <IconButton
          label={paged ? t.answers.sources.hidePage : t.answers.sources.showPage}
          aria-pressed={paged}
          className="size-7"
          onClick={() => setPaged(!paged)}
        >
          {paged ? <PanelBottomClose /> : <PanelBottomOpen />}
        </IconButton>
        <IconButton label={t.common.close} className="size-7" onClick={close}>
          <X />
        </IconButton>
      </div>
      <p id="sources-keys" className="sr-only">
        {t.answers.sources.keys}
      </p>
      <div className={cn("min-h-0 overflow-y-auto p-3", page ? "max-h-[38%] shrink-0 border-b" : "grow")}>{list}</div>
      {page && (
        <div data-source-page="" className="min-h-0 grow bg-background">
          <Suspense fallback={<Skeleton className="h-full w-full rounded-none" />}>
            <SourcePage citation={page} />
          </Suspense>
        </div>
      )}
    </aside>
  );
}

function CitationList({ citations, number }: { citations: readonly Citation[]; number: number }) {
  const t = useMessages();
  const active = useRef<HTMLLIElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another number is another card
  useEffect(() => {
    active.current?.scrollIntoView({ block: "nearest" });
    active.current?.focus({ preventScroll: true });
  }, [number]);
  if (citations.length === 0) return <p className="text-muted-foreground">{t.citations.empty}</p>;
  return (
    <ol className="grid gap-2.5">
      {citations.map((citation) => {
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
            <SourceEntry citation={citation} expanded={current} />
          </li>
        );
      })}
    </ol>
  );
}
