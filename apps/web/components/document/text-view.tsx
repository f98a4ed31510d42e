"use client";
import type { Document } from "@eai/contract";
import { useEffect, useMemo, useState } from "react";
import { LoadFailure } from "@/components/shell/load-failure.tsx";
import { Skeleton } from "@/components/ui/skeleton.tsx";
import { useDocumentText } from "@/data/document-text.ts";
import type { useChunks } from "@/data/documents.ts";
import { joinChunks } from "./joined-text.ts";
import { ReadTextView } from "./read-text-view.tsx";
import type { TextPlace } from "./text-parts.ts";
import { TextPieces } from "./text-pieces.tsx";

interface TextViewProps {
  document: Document;
  chunks: ReturnType<typeof useChunks>;
  chunkId: string | undefined;
  passage: TextPlace | undefined;
}

/** The extracted text of a document: as it was kept, or put together from its passages where it was not. */
export function TextView({ document, chunks, chunkId, passage }: TextViewProps) {
  // Where to begin is known with the passage; without one the passages are not waited for.
  const isPlaced = passage !== undefined || chunkId === undefined || !chunks.isPending;
  const [chosen, setChosen] = useState<number>();
  const origin = chosen ?? passage?.from ?? 0;
  const text = useDocumentText(document.knowledge_base_id, document.id, origin, isPlaced);
  const isKept = text.data?.pages[0]?.text !== null;
  const joined = useMemo(() => joinChunks(chunks.data ?? [], chunkId), [chunks.data, chunkId]);

  // What is read stays, and a passage within it is only scrolled to; from one elsewhere on it is read anew.
  const [first, last] = [text.data?.pages[0], text.data?.pages.at(-1)];
  const isRead = first !== undefined && last !== undefined;
  const isElsewhere = isRead && passage !== undefined && (passage.from < first.from || passage.to > last.to);
  useEffect(() => {
    if (isRead) setChosen(isElsewhere ? passage?.from : origin);
  }, [isRead, isElsewhere, passage, origin]);

  if (text.isPending) return <Skeleton className="mx-auto h-full w-full max-w-3xl rounded-none" />;
  if (isKept) return <ReadTextView query={text} passage={passage} />;
  if (chunks.isPending) return <Skeleton className="mx-auto h-full w-full max-w-3xl rounded-none" />;
  if (chunks.isError && !chunks.data) return <LoadFailure error={chunks.error} onRetry={() => chunks.refetch()} />;
  return <TextPieces pieces={joined} passage={chunkId} pageKind={document.page_kind ?? "page"} />;
}
