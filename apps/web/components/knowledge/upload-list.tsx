"use client";
import { Pause, Play, RotateCw, X } from "lucide-react";
import { Button } from "@/components/ui/button.tsx";
import { Progress } from "@/components/ui/progress.tsx";
import type { useUploadQueue } from "@/data/upload-queue.ts";
import { useMessages } from "@/messages/index.tsx";
import { UploadEntry } from "./upload-entry.tsx";

/** More would only make the page slow: what is sent and what failed comes first. */
const shownAtMost = 30;
const order = { failed: 0, sending: 1, queued: 2, done: 3 } as const;

/** All uploads together, and those one has to know of by themselves. */
export function UploadList({ queue }: { queue: ReturnType<typeof useUploadQueue> }) {
  const t = useMessages();
  const { uploads, counts, paused } = queue;
  const retryable = uploads.filter(({ state }) => state.step === "failed" && state.retryable).length;
  const listed = uploads
    .filter(({ state }) => state.step !== "done")
    .toSorted((left, right) => order[left.state.step] - order[right.state.step] || left.id - right.id);
  const shown = listed.slice(0, shownAtMost);
  const summary = [
    t.ingestion.uploaded(counts.done, counts.total),
    counts.known > 0 && t.ingestion.known(counts.known),
    counts.failed > 0 && t.ingestion.notUploaded(counts.failed),
    paused && t.ingestion.paused,
  ];

  return (
    <div className="overflow-hidden rounded-lg border bg-surface">
      <div className="grid gap-2 border-b px-3.5 py-2.5">
        <div className="flex flex-wrap items-center justify-between gap-2">
          <h2 className="font-medium text-[0.8125rem] tabular-nums">{summary.filter(Boolean).join(", ")}</h2>
          <div className="flex flex-wrap gap-1.5">
            {retryable > 0 && (
              <Button size="small" onClick={queue.retryFailed}>
                <RotateCw aria-hidden />
                {t.ingestion.retryUploads(retryable)}
              </Button>
            )}
            {counts.open > 0 && (
              <>
                <Button size="small" onClick={() => queue.setPause(!paused)}>
                  {paused ? <Play aria-hidden /> : <Pause aria-hidden />}
                  {paused ? t.ingestion.resume : t.ingestion.pause}
                </Button>
                <Button size="small" onClick={queue.cancelAll}>
                  <X aria-hidden />
                  {t.ingestion.cancelUploads}
                </Button>
              </>
            )}
            {counts.open === 0 && (
              <Button variant="ghost" size="small" onClick={queue.clearFinished}>
                {t.upload.clearFinished}
              </Button>
            )}
          </div>
        </div>
        <Progress value={(counts.total - counts.open) / Math.max(counts.total, 1)} label={t.ingestion.overall} />
      </div>
      {shown.length > 0 && (
        <ul className="divide-y">
          {shown.map((upload) => (
            <UploadEntry
              key={upload.id}
              upload={upload}
              onRemove={queue.remove}
              onRetry={({ id }) => queue.retry(id)}
            />
          ))}
        </ul>
      )}
      {listed.length > shown.length && (
        <p className="border-t px-3.5 py-2 text-muted-foreground text-xs">
          {t.ingestion.more(listed.length - shown.length)}
        </p>
      )}
    </div>
  );
}
