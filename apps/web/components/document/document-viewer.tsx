"use client";
import { ChevronRight, Download } from "lucide-react";
import Link from "next/link";
import { lazy, Suspense, useMemo } from "react";
import { DocumentTitle } from "@/components/shell/document-title.tsx";
import { LoadFailure } from "@/components/shell/load-failure.tsx";
import { NotFoundMessage } from "@/components/shell/not-found-message.tsx";
import { PageHeader } from "@/components/shell/page-header.tsx";
import { Button } from "@/components/ui/button.tsx";
import { Skeleton } from "@/components/ui/skeleton.tsx";
import { hasStatus } from "@/data/api-error.ts";
import { contentPath, useChunks, useDocument } from "@/data/documents.ts";
import { useKnowledgeBase } from "@/data/knowledge-bases.ts";
import { useMessages } from "@/messages/index.tsx";
import { TextView } from "./text-view.tsx";

const PdfView = lazy(() => import("./pdf-view.tsx"));

interface DocumentViewerProps {
  knowledgeBaseId: string;
  documentId: string;
  page: number | null;
  chunkId: string | undefined;
  cited: CitedPlace | undefined;
}

/** A place in the extracted text of a version of the document. */
export interface CitedPlace {
  version: number;
  from: number;
  to: number;
}

/** Shows a document at a page, with a passage marked. */
export function DocumentViewer({ knowledgeBaseId, documentId, page, chunkId, cited }: DocumentViewerProps) {
  const t = useMessages();
  const query = useDocument(knowledgeBaseId, documentId);
  const base = useKnowledgeBase(knowledgeBaseId);
  const chunks = useChunks(knowledgeBaseId, documentId);
  const document = query.data;
  const chunk = chunks.data?.find((entry) => entry.id === chunkId);
  // Made again from the same bytes the document has other chunks, and the same text at the same places.
  const place = cited && cited.version === document?.version && document.searchable ? cited : undefined;
  const passage = useMemo(() => place ?? (chunk && { from: chunk.start_char, to: chunk.end_char }), [place, chunk]);
  const passageGone = chunkId !== undefined && chunks.isSuccess && !chunk && document !== undefined && !place;
  const overlapping = chunk ?? chunks.data?.find((entry) => place && entry.end_char > place.from);

  if (hasStatus(query.error, 404)) {
    return (
      <div className="flex h-full flex-col">
        <PageHeader>
          <h1 className="font-semibold">{t.viewer.notFoundTitle}</h1>
        </PageHeader>
        <NotFoundMessage
          title={t.viewer.notFoundTitle}
          text={t.viewer.notFound}
          action={{ href: "/knowledge-bases", label: t.knowledge.back }}
        />
      </div>
    );
  }
  return (
    <div className="flex h-full flex-col">
      <DocumentTitle title={document?.name} />
      <PageHeader>
        <div className="flex min-w-0 grow items-center gap-1.5">
          <Link
            href={`/knowledge-bases/${knowledgeBaseId}`}
            className="min-w-0 shrink truncate text-muted-foreground hover:text-foreground max-sm:hidden"
          >
            {base.data?.name ?? "…"}
          </Link>
          <ChevronRight className="size-3.5 shrink-0 text-subtle max-sm:hidden" aria-hidden />
          <h1 className="min-w-0 truncate font-medium" title={document?.name}>
            {document?.name ?? "…"}
          </h1>
          {document && (
            <span className="shrink-0 text-muted-foreground text-xs">{t.citationWords.version(document.version)}</span>
          )}
        </div>
        {document && (
          <Button asChild size="small">
            <a href={contentPath(document)} download={document.name}>
              <Download aria-hidden />
              <span className="max-sm:sr-only">{t.common.download}</span>
            </a>
          </Button>
        )}
      </PageHeader>
      {passageGone && (
        <p className="bg-warning-soft px-4 py-2 text-center text-[0.8125rem] text-warning-text">
          {t.viewer.passageGone}
        </p>
      )}
      <div className="min-h-0 grow">
        {query.isPending && <ViewerSkeleton />}
        {query.isError && !document && <LoadFailure error={query.error} onRetry={() => query.refetch()} />}
        {document?.media_type === "application/pdf" && (
          <Suspense fallback={<ViewerSkeleton />}>
            <PdfView
              address={contentPath(document)}
              name={document.name}
              page={page ?? overlapping?.page_from ?? 1}
              passage={overlapping && { text: overlapping.text, from: overlapping.page_from, to: overlapping.page_to }}
            />
          </Suspense>
        )}
        {document && document.media_type !== "application/pdf" && (
          <TextView document={document} chunks={chunks} chunkId={chunkId} passage={passage} />
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
