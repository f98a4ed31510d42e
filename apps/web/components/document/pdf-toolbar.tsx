"use client";
import { ChevronLeft, ChevronRight, ZoomIn, ZoomOut } from "lucide-react";
import { useEffect, useState } from "react";
import { IconButton } from "@/components/ui/icon-button.tsx";
import { useMessages } from "@/messages/index.tsx";

interface PdfToolbarProps {
  page: number;
  pageCount: number;
  onPage: (page: number) => void;
  onZoomIn: () => void;
  onZoomOut: () => void;
}

/** Turns pages, goes to one by its number, and changes the size. */
export function PdfToolbar({ page, pageCount, onPage, onZoomIn, onZoomOut }: PdfToolbarProps) {
  const t = useMessages();
  const [typed, setTyped] = useState(String(page));
  useEffect(() => setTyped(String(page)), [page]);

  function go() {
    const wanted = Number(typed);
    if (Number.isSafeInteger(wanted) && wanted >= 1) onPage(wanted);
    else setTyped(String(page));
  }

  return (
    <div className="flex h-11 shrink-0 items-center justify-center gap-1 border-b bg-background px-3">
      <IconButton label={t.viewer.previous} disabled={page <= 1} onClick={() => onPage(page - 1)}>
        <ChevronLeft />
      </IconButton>
      <form
        className="flex items-center gap-1.5 text-small text-muted-foreground tabular-nums"
        onSubmit={(event) => {
          event.preventDefault();
          go();
        }}
      >
        <input
          inputMode="numeric"
          aria-label={t.viewer.page}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          onFocus={(event) => event.target.select()}
          onBlur={go}
          className="h-7 w-12 rounded-md border bg-surface text-center text-foreground max-sm:text-base"
        />
        <span aria-live="polite">{pageCount > 0 && t.viewer.pageOf(pageCount)}</span>
      </form>
      <IconButton label={t.viewer.next} disabled={page >= pageCount} onClick={() => onPage(page + 1)}>
        <ChevronRight />
      </IconButton>
      <span className="mx-1.5 h-5 w-px bg-border" aria-hidden />
      <IconButton label={t.viewer.zoomOut} onClick={onZoomOut}>
        <ZoomOut />
      </IconButton>
      <IconButton label={t.viewer.zoomIn} onClick={onZoomIn}>
        <ZoomIn />
      </IconButton>
    </div>
  );
}
