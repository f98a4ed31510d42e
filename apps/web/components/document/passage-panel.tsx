"use client";
import type { Chunk, Document } from "@eai/contract";
import { Search, SearchX } from "lucide-react";
import { type KeyboardEvent, useDeferredValue, useMemo, useState } from "react";
import { placeOf } from "@/components/chat/citation-place.ts";
import { LoadFailure } from "@/components/shell/load-failure.tsx";
import { cn } from "@/components/ui/class-names.ts";
import { EmptyState } from "@/components/ui/empty-state.tsx";
import { TextInput } from "@/components/ui/field.tsx";
import { isComposing } from "@/components/ui/is-composing.ts";
import { Skeleton } from "@/components/ui/skeleton.tsx";
import { VirtualRows } from "@/components/ui/virtual-rows.tsx";
import type { useChunks } from "@/data/documents.ts";
import { useMessages } from "@/messages/index.tsx";
import { cutAtWords, holdsWords, wantedWords } from "./find-words.ts";

const cardHeight = 150;

interface PassagePanelProps {
  document: Document;
  chunks: ReturnType<typeof useChunks>;
  chosenId: string | undefined;
  onChoose: (chunk: Chunk, how: "click" | "arrow") => void;
}

/** The passages a document was cut into, beside the original: find words in them, and choose one to see where it stands. */
export function PassagePanel({ document, chunks, chosenId, onChoose }: PassagePanelProps) {
  const t = useMessages();
  const [typed, setTyped] = useState("");
  const [scrollArea, setScrollArea] = useState<HTMLElement | null>(null);
  const wanted = useDeferredValue(typed);
  const words = useMemo(() => wantedWords(wanted), [wanted]);
  const all = chunks.data ?? [];
  const shown = useMemo(() => all.filter(({ text }) => holdsWords(text, words)), [all, words]);
  const chosen = shown.findIndex(({ id }) => id === chosenId);

  /** The keys go from passage to passage, also while one types what to find; Enter there opens the one that is meant. */
  function onKeyDown(event: KeyboardEvent) {
    if (event.key === "Enter" && event.target instanceof HTMLInputElement && !isComposing(event)) {
      // What is drawn may be a letter behind.
      const hits = all.filter(({ text }) => holdsWords(text, wantedWords(typed)));
      const hit = hits.find(({ id }) => id === chosenId) ?? hits[0];
      if (hit) onChoose(hit, "click");
      return;
    }
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    const next = shown[Math.min(Math.max(chosen + (event.key === "ArrowDown" ? 1 : -1), 0), shown.length - 1)];
    if (!next) return;
    event.preventDefault();
    onChoose(next, "arrow");
  }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: arrow keys choose wherever the focus is in it
    <div className="flex h-full min-h-0 flex-col" onKeyDown={onKeyDown}>
      <div className="grid gap-1.5 border-b p-3">
        <search className="relative">
          <Search className="pointer-events-none absolute start-3 top-2.5 size-4 text-subtle" aria-hidden />
          <TextInput
            type="search"
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
            placeholder={t.library.viewer.find}
            aria-label={t.library.viewer.find}
            className="ps-9"
          />
        </search>
        <p role="status" className="text-muted-foreground text-xs tabular-nums">
          {chunks.isSuccess &&
            (words.length > 0
              ? t.library.viewer.found(shown.length, all.length)
              : t.library.viewer.passagesHint(all.length))}
        </p>
      </div>
      <div ref={setScrollArea} className="min-h-0 grow overflow-y-auto px-3 py-1.5">
        {chunks.isPending && <Skeleton className="my-1.5 h-40" />}
        {chunks.isError && !chunks.data && <LoadFailure error={chunks.error} onRetry={() => chunks.refetch()} />}
        {chunks.isSuccess && all.length === 0 && (
          <p className="py-10 text-center text-muted-foreground">{t.documents.passagesEmpty}</p>
        )}
        {all.length > 0 && shown.length === 0 && (
          <EmptyState icon={SearchX} title={t.library.viewer.notFound}>
            {t.library.viewer.notFoundHint}
          </EmptyState>
        )}
        {shown.length > 0 && (
          <VirtualRows
            items={shown}
            keyOf={idOf}
            scrollArea={scrollArea}
            estimatedHeight={cardHeight}
            label={t.documents.passagesTitle(document.name)}
            rowClassName="py-1.5"
            active={chosen}
            render={(chunk) => (
              <PassageCard
                chunk={chunk}
                document={document}
                words={words}
                chosen={chunk.id === chosenId}
                onChoose={onChoose}
              />
            )}
          />
        )}
      </div>
    </div>
  );
}

function idOf({ id }: Chunk): string {
  return id;
}

interface PassageCardProps extends Pick<PassagePanelProps, "document" | "onChoose"> {
  chunk: Chunk;
  words: readonly string[];
  chosen: boolean;
}

function PassageCard({ chunk, document, words, chosen, onChoose }: PassageCardProps) {
  const t = useMessages();
  const place = [placeOf({ ...chunk, page_kind: document.page_kind }, t), ...chunk.heading_path];
  return (
    <button
      type="button"
      aria-pressed={chosen}
      onClick={() => onChoose(chunk, "click")}
      className={cn(
        "grid w-full gap-1 rounded-lg border bg-surface p-3 text-start transition-colors hover:border-border-strong hover:bg-hover/40",
        chosen && "border-accent bg-accent-soft/40 hover:border-accent hover:bg-accent-soft/40",
      )}
    >
      <span className="flex items-baseline justify-between gap-3 text-xs">
        <span className="font-medium">{t.documents.passageNumber(chunk.ordinal + 1)}</span>
        <span className="shrink-0 text-muted-foreground tabular-nums">{t.documents.tokens(chunk.token_count)}</span>
      </span>
      {place.some(Boolean) && (
        <span className="truncate text-muted-foreground text-xs">{place.filter(Boolean).join(" › ")}</span>
      )}
      <span
        className={cn(
          "whitespace-pre-line text-small leading-relaxed [overflow-wrap:anywhere]",
          !chosen && "line-clamp-4",
        )}
      >
        {cutAtWords(chunk.text.replace(/\n{2,}/g, "\n"), words).map(({ text, found }, index) =>
          found ? (
            // biome-ignore lint/suspicious/noArrayIndexKey: parts have no identity and do not move
            <mark key={index} className="rounded-sm bg-highlight text-foreground">
              {text}
            </mark>
          ) : (
            text
          ),
        )}
      </span>
    </button>
  );
}
