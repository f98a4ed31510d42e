"use client";
import type { Chunk, Document } from "@eai/contract";
import Link from "next/link";
import { useState } from "react";
import { placeOf } from "@/components/chat/citation-place.ts";
import { LoadFailure } from "@/components/shell/load-failure.tsx";
import { Button } from "@/components/ui/button.tsx";
import { Dialog, DialogBody } from "@/components/ui/dialog.tsx";
import { Skeleton } from "@/components/ui/skeleton.tsx";
import { useChunks, viewerPath } from "@/data/documents.ts";
import { useMessages } from "@/messages/index.tsx";

const shownAtFirst = 100;

/** The passages a document was cut into, in order. */
export function ChunkSheet({ document, onClose }: { document: Document; onClose: () => void }) {
  const t = useMessages();
  const chunks = useChunks(document.knowledge_base_id, document.id);
  const [limit, setLimit] = useState(shownAtFirst);
  const total = chunks.data?.length ?? 0;
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      place="end"
      title={t.documents.passagesTitle(document.name)}
      description={chunks.data && t.documents.passages(total)}
    >
      <DialogBody className="grid content-start gap-3">
        {chunks.isPending && <Skeleton className="h-40" />}
        {chunks.isError && <LoadFailure error={chunks.error} onRetry={() => chunks.refetch()} />}
        {chunks.isSuccess && total === 0 && <p className="text-muted-foreground">{t.documents.passagesEmpty}</p>}
        {chunks.data?.slice(0, limit).map((chunk) => (
          <ChunkCard key={chunk.id} chunk={chunk} document={document} />
        ))}
        {total > limit && <Button onClick={() => setLimit(limit + shownAtFirst)}>{t.common.loadMore}</Button>}
      </DialogBody>
    </Dialog>
  );
}

function ChunkCard({ chunk, document }: { chunk: Chunk; document: Document }) {
  const t = useMessages();
  const target = {
    knowledgeBaseId: document.knowledge_base_id,
    documentId: document.id,
    page: chunk.page_from,
    chunkId: chunk.id,
  };
  return (
    <article className="rounded-lg border p-3">
      <header className="mb-1.5 flex items-baseline justify-between gap-3 text-muted-foreground text-xs">
        <h3 className="min-w-0 truncate font-medium text-foreground">
          {t.documents.passageNumber(chunk.ordinal + 1)}
          {chunk.heading_path.length > 0 && (
            <span className="font-normal text-muted-foreground"> · {chunk.heading_path.join(" › ")}</span>
          )}
        </h3>
        <span className="shrink-0 tabular-nums">{t.documents.tokens(chunk.token_count)}</span>
      </header>
      <p className="whitespace-pre-wrap text-[0.8125rem] leading-relaxed [overflow-wrap:anywhere]">{chunk.text}</p>
      <Link href={viewerPath(target)} className="mt-2 inline-block rounded-sm text-accent-text text-xs hover:underline">
        {placeOf({ ...chunk, page_kind: document.page_kind }, t) ?? t.documents.open}
      </Link>
    </article>
  );
}
