"use client";
import type { KnowledgeBase } from "@eai/contract";
import { CircleAlert, LoaderCircle } from "lucide-react";
import { Badge } from "@/components/ui/badge.tsx";
import { useMessages } from "@/messages/index.tsx";

type Counted = Pick<KnowledgeBase, "document_count" | "ready_count" | "failed_count" | "reindex">;

/** What is going on in a knowledge base: documents being prepared or failed, and a re-index. Nothing when all is well. */
export function DocumentStates({ base }: { base: Counted }) {
  const t = useMessages();
  const pending = base.document_count - base.ready_count - base.failed_count;
  return (
    <>
      {pending > 0 && (
        <Badge tone="accent">
          <LoaderCircle className="animate-spin" aria-hidden />
          {t.knowledge.inProgressCount(pending)}
        </Badge>
      )}
      {base.failed_count > 0 && (
        <Badge tone="danger">
          <CircleAlert aria-hidden />
          {t.knowledge.failedCount(base.failed_count)}
        </Badge>
      )}
      {base.reindex && (
        <Badge tone="accent">
          {t.library.bases.reindexing(base.reindex.progress.done, base.reindex.progress.total)}
        </Badge>
      )}
    </>
  );
}
