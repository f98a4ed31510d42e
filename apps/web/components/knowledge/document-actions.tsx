"use client";
import type { KnowledgeBase } from "@eai/contract";
import { CircleStop, RotateCw } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button.tsx";
import { ConfirmDialog } from "@/components/ui/confirm-dialog.tsx";
import { showToast } from "@/components/ui/toast.tsx";
import { sentenceOf } from "@/data/api-error.ts";
import { useCancelDocuments, useRetryDocuments } from "@/data/documents.ts";
import { useMessages } from "@/messages/index.tsx";

/** What can be done about all documents of a knowledge base that failed or are being prepared. */
export function DocumentActions({ base }: { base: KnowledgeBase }) {
  const t = useMessages();
  const retry = useRetryDocuments(base.id);
  const cancel = useCancelDocuments(base.id);
  const [cancelling, setCancelling] = useState(false);
  const unfinished = Math.max(0, base.document_count - base.ready_count - base.failed_count);
  if (!base.may_write || (unfinished === 0 && base.failed_count === 0)) return null;

  function retryAll() {
    retry.mutate(undefined, {
      onSuccess: ({ documents }) => showToast(t.ingestion.retried(documents)),
      onError: (error) => showToast(sentenceOf(error, t.errors.unknown), "danger"),
    });
  }

  return (
    <div className="flex flex-wrap gap-2">
      {base.failed_count > 0 && (
        <Button size="small" busy={retry.isPending} onClick={retryAll}>
          {!retry.isPending && <RotateCw aria-hidden />}
          {t.ingestion.retryAll}
        </Button>
      )}
      {unfinished > 0 && (
        <Button size="small" onClick={() => setCancelling(true)}>
          <CircleStop aria-hidden />
          {t.ingestion.cancelAll}
        </Button>
      )}
      <ConfirmDialog
        open={cancelling}
        onOpenChange={setCancelling}
        title={t.ingestion.cancelAllTitle}
        description={t.ingestion.cancelAllText(unfinished)}
        action={t.ingestion.cancelAllAction}
        onConfirm={async () => {
          const { documents } = await cancel.mutateAsync();
          showToast(t.ingestion.cancelled(documents));
        }}
      />
    </div>
  );
}
