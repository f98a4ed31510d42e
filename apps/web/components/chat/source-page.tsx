"use client";
import type { Citation } from "@eai/contract";
import { lazy, Suspense, useMemo } from "react";
import { TextView } from "@/components/document/text-view.tsx";
import { LoadFailure } from "@/components/shell/load-failure.tsx";
import { Skeleton } from "@/components/ui/skeleton.tsx";
import { contentPath, useChunks, useDocument } from "@/data/documents.ts";

const PdfView = lazy(() => import("@/components/document/pdf-view.tsx"));

/** The document of a source, at its page, with the passage marked: beside the answer that cites it. */
export default function SourcePage({ citation }: { citation: Citation }) {
  const { knowledge_base_id: knowledgeBaseId, document_id: documentId } = citation;
  const query = useDocument(knowledgeBaseId, documentId);
  const chunks = useChunks(knowledgeBaseId, documentId);
  const document = query.data;
  const { start_char: from, end_char: to } = citation;
  const place = useMemo(() => ({ from, to }), [from, to]);
  const passage = useMemo(
    () => ({ text: citation.passage, from: citation.page_from, to: citation.page_to }),
    [citation.passage, citation.page_from, citation.page_to],
  );
  if (query.isError && !document) return <LoadFailure error={query.error} onRetry={() => query.refetch()} />;
  if (!document) return <Skeleton className="h-full w-full rounded-none" />;
  if (document.media_type === "application/pdf") {
    return (
      <Suspense fallback={<Skeleton className="h-full w-full rounded-none" />}>
        <PdfView
          // Another source is another place: the page somebody turned to is forgotten.
          key={citation.chunk_id}
          address={contentPath(document)}
          name={document.name}
          page={citation.page_from ?? 1}
          passage={passage}
          addressed={false}
        />
      </Suspense>
    );
  }
  return (
    <TextView
      key={citation.chunk_id}
      document={document}
      chunks={chunks}
      chunkId={citation.chunk_id}
      // Of another version the places are others.
      passage={citation.version === document.version ? place : undefined}
    />
  );
}
