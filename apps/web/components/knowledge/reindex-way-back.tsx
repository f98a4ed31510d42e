"use client";
import type { Reindex } from "@eai/contract";
import { Button } from "@/components/ui/button.tsx";
import { ConfirmDialog } from "@/components/ui/confirm-dialog.tsx";
import { Notice } from "@/components/ui/notice.tsx";
import { formatDate } from "@/data/format.ts";
import { useReindexAction } from "@/data/reindexes.ts";
import { useMessages } from "@/messages/index.tsx";

/** The way back from the last re-index, while there is one. */
export function ReindexWayBack({ until, onAsk }: { until: string; onAsk: () => void }) {
  const t = useMessages();
  return (
    <Notice>
      {t.reindex.revertUntil(formatDate(until, t.language))}
      <span className="mt-2 flex">
        <Button size="small" onClick={onAsk}>
          {t.reindex.revert}
        </Button>
      </span>
    </Notice>
  );
}

interface ReindexWayBackQuestionProps {
  reindex: Reindex;
  open: boolean;
  onOpenChange: (open: boolean) => void;
  onDone: () => void;
}

/** The question before going back. It stands beside the form, which is begun anew when other settings come into use. */
export function ReindexWayBackQuestion({ reindex, open, onOpenChange, onDone }: ReindexWayBackQuestionProps) {
  const t = useMessages();
  const act = useReindexAction(reindex);
  return (
    <ConfirmDialog
      open={open}
      onOpenChange={onOpenChange}
      title={t.reindex.revertTitle}
      description={t.reindex.revertDescription}
      action={t.reindex.revert}
      onConfirm={async () => {
        await act.mutateAsync("revertReindex");
        onDone();
      }}
    />
  );
}
