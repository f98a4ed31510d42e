"use client";
import type { DocumentText } from "@eai/contract";
import { useMemo } from "react";
import { LoadFailure } from "@/components/shell/load-failure.tsx";
import { Button } from "@/components/ui/button.tsx";
import type { useDocumentText } from "@/data/document-text.ts";
import { useMessages } from "@/messages/index.tsx";
import { cutText, type TextPlace } from "./text-parts.ts";
import { TextPieces } from "./text-pieces.tsx";

interface ReadTextViewProps {
  query: ReturnType<typeof useDocumentText>;
  passage: TextPlace | undefined;
}

/** The extracted text as it was kept, with a passage marked by its place. */
export function ReadTextView({ query, passage }: ReadTextViewProps) {
  const t = useMessages();
  const parts: readonly DocumentText[] = query.data?.pages ?? [];
  const pieces = useMemo(() => cutText(parts, passage), [parts, passage]);
  if (query.isError && parts.length === 0) return <LoadFailure error={query.error} onRetry={() => query.refetch()} />;
  return (
    <TextPieces
      pieces={pieces}
      passage={passage && `${passage.from} ${passage.to}`}
      pageKind={parts[0]?.page_kind ?? "page"}
      before={
        query.hasPreviousPage && (
          <Button size="small" disabled={query.isFetching} onClick={() => query.fetchPreviousPage()}>
            {t.citationWords.earlierText}
          </Button>
        )
      }
      after={
        query.hasNextPage && (
          <Button size="small" disabled={query.isFetching} onClick={() => query.fetchNextPage()}>
            {t.citationWords.laterText}
          </Button>
        )
      }
    />
  );
}
