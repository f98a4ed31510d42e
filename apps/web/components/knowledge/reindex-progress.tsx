"use client";
import type { Reindex } from "@eai/contract";
import { useState } from "react";
import { Button } from "@/components/ui/button.tsx";
import { ConfirmDialog } from "@/components/ui/confirm-dialog.tsx";
import { DialogActions, DialogBody } from "@/components/ui/dialog.tsx";
import { Notice } from "@/components/ui/notice.tsx";
import { Progress } from "@/components/ui/progress.tsx";
import { sentenceOf } from "@/data/api-error.ts";
import { useReindexAction } from "@/data/reindexes.ts";
import { useMessages } from "@/messages/index.tsx";

/** A re-index that is being built: how far it is, and what can be done about it. */
export function ReindexProgress({ reindex, onDone }: { reindex: Reindex; onDone: () => void }) {
  const t = useMessages();
  const act = useReindexAction(reindex);
  const [stopping, setStopping] = useState(false);
  const { total, done, failed } = reindex.progress;
  const left = reindex.estimated_seconds_left;
  const isOver = failed > 0 && done + failed === total;
  return (
    <div className="flex min-h-0 flex-col">
      <DialogBody className="grid content-start gap-3 pt-1">
        {act.isError && <Notice tone="danger">{sentenceOf(act.error, t.errors.unknown)}</Notice>}
        <Progress value={total === 0 ? 1 : done / total} label={t.reindex.building} />
        <p className="text-muted-foreground" aria-live="polite">
          {[t.reindex.progress(done, total), left === null ? undefined : t.reindex.left(Math.ceil(left / 60))]
            .filter((part) => part !== undefined)
            .join(" · ")}
        </p>
        {failed > 0 && (
          <Notice tone="danger">
            {t.reindex.failed(failed)}
            <span className="mt-2 flex gap-2">
              <Button size="small" busy={act.isPending} onClick={() => act.mutate("retryReindex")}>
                {t.reindex.retry}
              </Button>
              {isOver && (
                <Button size="small" busy={act.isPending} onClick={() => act.mutate("switchReindex")}>
                  {t.reindex.switchAnyway}
                </Button>
              )}
            </span>
          </Notice>
        )}
      </DialogBody>
      <DialogActions>
        <Button onClick={() => setStopping(true)}>{t.reindex.cancel}</Button>
        <Button variant="primary" onClick={onDone}>
          {t.reindex.close}
        </Button>
      </DialogActions>
      <ConfirmDialog
        open={stopping}
        onOpenChange={setStopping}
        title={t.reindex.cancelTitle}
        description={t.reindex.cancelDescription}
        action={t.reindex.cancel}
        onConfirm={() => act.mutateAsync("cancelReindex")}
      />
    </div>
  );
}
