"use client";
import type { Reindex } from "@eai/contract";
import { useState } from "react";
import { Button } from "@/components/ui/button.tsx";
import { ConfirmDialog } from "@/components/ui/confirm-dialog.tsx";
import { Notice } from "@/components/ui/notice.tsx";
import { formatDate } from "@/data/format.ts";
import { useReindexAction } from "@/data/reindexes.ts";
import { useMessages } from "@/messages/index.tsx";

/** The way back from the last re-index, while there is one. */
export function ReindexWayBack({ reindex, until, onDone }: { reindex: Reindex; until: string; onDone: () => void }) {
  const t = useMessages();
  const act = useReindexAction(reindex);
  const [asking, setAsking] = useState(false);
  return (
    <Notice>
      {t.reindex.revertUntil(formatDate(until, t.language))}
      <span className="mt-2 flex">
        <Button size="small" onClick={() => setAsking(true)}>
          {t.reindex.revert}
        </Button>
      </span>
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title={t.reindex.revertTitle}
        description={t.reindex.revertDescription}
        action={t.reindex.revert}
        onConfirm={async () => {
          await act.mutateAsync("revertReindex");
          onDone();
        }}
      />
    </Notice>
  );
}
