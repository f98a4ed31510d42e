"use client";
import { ArrowLeft, ChevronRight, Download, Rows3 } from "lucide-react";
import Link from "next/link";
import { lazy, Suspense, useState } from "react";
import { DocumentTitle } from "@/components/shell/document-title.tsx";
import { LoadFailure } from "@/components/shell/load-failure.tsx";
import { NotFoundMessage } from "@/components/shell/not-found-message.tsx";
import { PageHeader } from "@/components/shell/page-header.tsx";
import { Button } from "@/components/ui/button.tsx";
import { Skeleton } from "@/components/ui/skeleton.tsx";
import { hasStatus } from "@/data/api-error.ts";
import { contentPath, useChunks, useDocument } from "@/data/documents.ts";
import { useKnowledgeBase } from "@/data/knowledge-bases.ts";
import { useWideWindow } from "@/data/wide-window.ts";
import { useMessages } from "@/messages/index.tsx";
import { PassageGone } from "./passage-gone.tsx";
import { PassagePanel } from "./passage-panel.tsx";
import { SplitView } from "./split-view.tsx";
import { TextView } from "./text-view.tsx";
import { type CitedPlace, usePassageChoice } from "./use-passage-choice.ts";
import { ViewTabs } from "./view-tabs.tsx";

const PdfView = lazy(() => import("./pdf-view.tsx"));

/** Tailwind's `lg`: room for two areas beside the navigation. */
const roomForTwo = "64rem";

interface DocumentViewerProps {
  knowledgeBaseId: string;
  documentId: string;
  page: number | null;
  chunkId: string | undefined;
  cited: CitedPlace | undefined;
  /** With the passages beside it from the beginning. */
  showPassages: boolean;
}

/** Shows a document at a page, with a passage marked, and its passages beside it when they are wanted. */
export function DocumentViewer(props: DocumentViewerProps) {
  const { knowledgeBaseId, documentId, page, chunkId, cited, showPassages } = props;
  const t = useMessages();
  const query = useDocument(knowledgeBaseId, documentId);
  const base = useKnowledgeBase(knowledgeBaseId);
  const chunks = useChunks(knowledgeBaseId, documentId);
  const [passagesOpen, setPassagesOpen] = useState(showPassages);
  const [tab, setTab] = useState<"original" | "passages">(showPassages ? "passages" : "original");
  const isWide = useWideWindow(roomForTwo);
  const document = query.data;
  const selection = usePassageChoice(document, chunks.data, { chunkId, cited });

  if (hasStatus(query.error, 404)) {
    return (
      <div className="flex h-full flex-col">
        <PageHeader>
          <h1 className="font-semibold">{t.knowledge.title}</h1>
        </PageHeader>
        <NotFoundMessage
          title={t.viewer.notFoundTitle}
          text={t.viewer.notFound}
          action={{ href: "/knowledge-bases", label: t.knowledge.back }}
        />
      </div>
    );
  }

  const showsPassages = !isWide && tab === "passages" && document !== undefined;
  const original = (
    <div className="h-full min-h-0">
      {query.isPending && <ViewerSkeleton />}
      {query.isError && !document && <LoadFailure error={query.error} onRetry={() => query.refetch()} />}
      {document?.media_type === "application/pdf" && (
        <Suspense fallback={<ViewerSkeleton />}>
          <PdfView
            address={contentPath(document)}
            name={document.name}
            page={selection.wasChosen ? (selection.page ?? 1) : (page ?? selection.page ?? 1)}
            passage={selection.passage}
            choice={selection.choice}
          />
        </Suspense>
      )}
      {document && document.media_type !== "application/pdf" && (
        <TextView
          document={document}
          chunks={chunks}
          chunkId={selection.chosenId ?? chunkId}
          passage={selection.place}
        />
      )}
    </div>
  );
  const passages = document && (
    <PassagePanel
      document={document}
      chunks={chunks}
      chosenId={selection.chosenId}
      onChoose={(chunk, how) => {
        selection.choose(chunk);
        // An arrow key goes on to the next passage, from where one is.
        if (how === "click") setTab("original");
      }}
    />
  );

  return (
    <div className="flex h-full flex-col">
      <DocumentTitle title={document?.name} />
      <PageHeader>
        <div className="flex min-w-0 grow items-center gap-1.5">
          <Link
            href={`/knowledge-bases/${knowledgeBaseId}`}
            aria-label={base.data?.name ?? t.knowledge.title}
            className="-ms-1 flex size-8 shrink-0 items-center justify-center rounded-md text-muted-foreground hover:bg-hover hover:text-foreground sm:hidden"
          >
            <ArrowLeft className="size-4 rtl:-scale-x-100" aria-hidden />
          </Link>
          <Link
            href={`/knowledge-bases/${knowledgeBaseId}`}
            className="min-w-0 shrink truncate text-muted-foreground hover:text-foreground max-sm:hidden"
          >
            {base.data?.name ?? "…"}
          </Link>
          <ChevronRight className="size-3.5 shrink-0 text-subtle max-sm:hidden rtl:-scale-x-100" aria-hidden />
          <h1 className="min-w-0 truncate font-medium" title={document?.name}>
            {document ? <bdi>{document.name}</bdi> : "…"}
          </h1>
          {document && (
            <span className="shrink-0 text-muted-foreground text-xs">{t.citationWords.version(document.version)}</span>
          )}
        </div>
        {document && isWide && (
          <Button
            size="small"
            variant={passagesOpen ? "secondary" : "ghost"}
            aria-pressed={passagesOpen}
            onClick={() => setPassagesOpen(!passagesOpen)}
          >
            <Rows3 aria-hidden />
            {t.library.viewer.passages}
          </Button>
        )}
        {document && (
          <Button asChild size="small">
            <a href={contentPath(document)} download={document.name}>
              <Download aria-hidden />
              <span className="max-md:sr-only">{t.common.download}</span>
            </a>
          </Button>
        )}
      </PageHeader>
      {selection.isGone && document && <PassageGone document={document} cited={cited} />}
      {!isWide && document && <ViewTabs value={tab} onChange={setTab} />}
      <div className="min-h-0 grow">
        {isWide && passagesOpen && passages ? (
          <SplitView main={original} side={passages} sideLabel={t.library.viewer.passages} />
        ) : (
          <>
            {/* Kept, so that a PDF is not opened anew when one comes back from its passages. */}
            <div className={showsPassages ? "hidden" : "h-full"}>{original}</div>
            {showsPassages && passages}
          </>
        )}
      </div>
    </div>
  );
}

function ViewerSkeleton() {
  return (
    <div className="flex h-full justify-center bg-muted/40 p-6">
      <Skeleton className="h-full w-full max-w-3xl rounded-none" />
    </div>
  );
}
