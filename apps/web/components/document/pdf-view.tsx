"use client";
import { FileWarning } from "lucide-react";
import { type KeyboardEvent, useCallback, useState } from "react";
import { EmptyState } from "@/components/ui/empty-state.tsx";
import { Skeleton } from "@/components/ui/skeleton.tsx";
import { useMessages } from "@/messages/index.tsx";
import { PdfPage } from "./pdf-page.tsx";
import { PdfToolbar } from "./pdf-toolbar.tsx";
import { usePdf } from "./use-pdf.ts";

export interface CitedPassage {
  text: string;
  from: number | null;
  to: number | null;
}

interface PdfViewProps {
  address: string;
  name: string;
  page: number;
  passage: CitedPassage | undefined;
  /** Another one each time a passage is chosen: its page is shown, whatever page was turned to before. */
  choice?: string;
  /** False where the page has an address of its own: the number of the page is not put into it. */
  addressed?: boolean;
}

const zoomSteps = [0.5, 0.75, 1, 1.25, 1.5, 2, 3];

function isOn(passage: CitedPassage, page: number): boolean {
  return passage.from !== null && page >= passage.from && page <= (passage.to ?? passage.from);
}

/** A PDF, one page at a time. */
export default function PdfView({
  address,
  name,
  page: wantedPage,
  passage,
  choice = "",
  addressed = true,
}: PdfViewProps) {
  const t = useMessages();
  const { pdf, failure } = usePdf(address);
  const [turned, setTurned] = useState<{ page: number; choice: string }>();
  const [zoom, setZoom] = useState(1);
  const [located, setLocated] = useState(true);
  const pageCount = pdf?.document.numPages ?? 0;
  const wanted = Math.max(turned?.choice === choice ? turned.page : wantedPage, 1);
  const page = pdf ? Math.min(wanted, pageCount) : wanted;
  const passageHere = passage && isOn(passage, page) ? passage.text : undefined;

  const goTo = useCallback(
    (next: number) => {
      const clamped = Math.min(Math.max(next, 1), pageCount);
      setTurned({ page: clamped, choice });
      if (!addressed) return;
      // So that the address can be copied; the page is not loaded again.
      const url = new URL(window.location.href);
      url.searchParams.set("page", String(clamped));
      window.history.replaceState(null, "", url);
    },
    [pageCount, choice, addressed],
  );

  function onKeyDown(event: KeyboardEvent) {
    if (event.target instanceof HTMLInputElement || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === "ArrowLeft") goTo(page - 1);
    if (event.key === "ArrowRight") goTo(page + 1);
  }

  if (failure) {
    return (
      <EmptyState icon={FileWarning} title={name}>
        {failure === "password" ? t.viewer.passwordProtected : t.viewer.failed}
      </EmptyState>
    );
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: arrow keys turn pages wherever the focus is
    <div className="flex h-full flex-col" onKeyDown={onKeyDown}>
      <PdfToolbar
        page={page}
        pageCount={pageCount}
        onPage={goTo}
        onZoomIn={() => setZoom(zoomSteps.find((step) => step > zoom) ?? zoom)}
        onZoomOut={() => setZoom(zoomSteps.findLast((step) => step < zoom) ?? zoom)}
      />
      {passageHere && !located && (
        <div className="max-h-40 shrink-0 overflow-y-auto border-b bg-surface px-4 py-3 text-small">
          <p className="mb-1 text-muted-foreground">{t.viewer.passageNotLocated}</p>
          <p className="whitespace-pre-line [overflow-wrap:anywhere]">{passageHere}</p>
        </div>
      )}
      {pdf ? (
        <PdfPage pdf={pdf} page={page} zoom={zoom} passage={passageHere} onLocated={setLocated} />
      ) : (
        <div className="flex grow justify-center bg-muted/40 p-6" role="status">
          <span className="sr-only">{t.viewer.loading}</span>
          <Skeleton className="h-full w-full max-w-3xl rounded-none" />
        </div>
      )}
    </div>
  );
}
