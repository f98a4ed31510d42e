"use client";
import { Pause, Play, RotateCw, X } from "lucide-react";
import { useCallback, useMemo, useState } from "react";
import { Button } from "@/components/ui/button.tsx";
import { Progress } from "@/components/ui/progress.tsx";
import { VirtualRows } from "@/components/ui/virtual-rows.tsx";
import { formatBytes } from "@/data/format.ts";
import type { UploadQueue, UploadsView } from "@/data/upload-queue.ts";
import type { Upload, UploadLimits } from "@/data/upload-states.ts";
import { useMessages } from "@/messages/index.tsx";
import { UploadEntry } from "./upload-entry.tsx";
import { UploadRefusals } from "./upload-refusals.tsx";

const order = { sending: 0, held: 1, queued: 2, failed: 3, done: 4 } as const;
const entryHeight = 52;

interface UploadListProps {
  queue: UploadQueue;
  view: UploadsView;
  limits: UploadLimits | undefined;
}

/** All uploads together, then each: what is being sent first. */
export function UploadList({ queue, view, limits }: UploadListProps) {
  const t = useMessages();
  const { uploads, counts, paused } = view;
  const [scrollArea, setScrollArea] = useState<HTMLElement | null>(null);
  const listed = useMemo(
    () =>
      uploads
        // What is refused for good is summed up by reason.
        .filter(({ state }) => state.step !== "done" && (state.step !== "failed" || state.retryable))
        .toSorted((left, right) => order[left.state.step] - order[right.state.step] || left.id - right.id),
    [uploads],
  );
  const remove = useCallback((id: number) => queue.remove(id), [queue]);
  const retry = useCallback((id: number) => queue.retry(id), [queue]);

  return (
    <div className="overflow-hidden rounded-lg border bg-surface">
      <Overall queue={queue} view={view} />
      <UploadRefusals uploads={uploads} limits={limits} />
      {listed.length > 0 && (
        <section
          ref={setScrollArea}
          aria-label={t.library.upload.each}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolled area must be reachable by keyboard
          tabIndex={0}
          className="max-h-65 overflow-y-auto -outline-offset-2"
        >
          <VirtualRows
            items={listed}
            keyOf={idOf}
            scrollArea={scrollArea}
            estimatedHeight={entryHeight}
            label={t.library.upload.each}
            rowClassName="border-b last:border-b-0"
            render={(upload) => <UploadEntry upload={upload} limits={limits} onRemove={remove} onRetry={retry} />}
          />
        </section>
      )}
      {paused && counts.open > 0 && (
        <p className="border-t px-3.5 py-2 text-muted-foreground text-xs">{t.library.upload.pausedHint}</p>
      )}
    </div>
  );
}

function idOf({ id }: Upload): number {
  return id;
}

/** The bar of all files, how fast it goes, and what can be done with all of them. */
function Overall({ queue, view }: Pick<UploadListProps, "queue" | "view">) {
  const t = useMessages();
  const { counts, paused, bytesPerSecond, secondsLeft } = view;
  const isOver = counts.open === 0;
  const summary = [
    t.ingestion.uploaded(counts.done, counts.total),
    counts.known > 0 && t.ingestion.known(counts.known),
    counts.failed > 0 && t.ingestion.notUploaded(counts.failed),
  ];
  const pace = [
    t.library.upload.sent(formatBytes(counts.sentBytes, t.language), formatBytes(counts.bytes, t.language)),
    paused && t.ingestion.paused,
    bytesPerSecond !== null && t.library.upload.rate(formatBytes(bytesPerSecond, t.language)),
    secondsLeft !== null && t.ingestion.left(secondsLeft),
  ];
  return (
    <div className="grid gap-2 border-b px-3.5 py-3">
      <div className="flex flex-wrap items-start justify-between gap-2">
        <div>
          <h2 className="font-medium text-small tabular-nums">{summary.filter(Boolean).join(", ")}</h2>
          <p className="min-h-4.5 text-muted-foreground text-xs tabular-nums">
            {isOver ? t.library.upload.over : pace.filter(Boolean).join(" · ")}
          </p>
        </div>
        <div className="flex flex-wrap gap-1.5">
          {counts.retryable > 0 && (
            <Button size="small" onClick={() => queue.retryFailed()}>
              <RotateCw aria-hidden />
              {t.ingestion.retryUploads(counts.retryable)}
            </Button>
          )}
          {!isOver && (
            <>
              <Button size="small" onClick={() => queue.setPause(!paused)}>
                {paused ? <Play aria-hidden /> : <Pause aria-hidden />}
                {paused ? t.ingestion.resume : t.ingestion.pause}
              </Button>
              <Button size="small" onClick={() => queue.cancelAll()}>
                <X aria-hidden />
                {t.ingestion.cancelUploads}
              </Button>
            </>
          )}
          {isOver && (
            <Button variant="ghost" size="small" onClick={() => queue.clearFinished()}>
              {t.upload.clearFinished}
            </Button>
          )}
        </div>
      </div>
      {/* By bytes, so that one large file moves it too; of what is refused nothing is left to do. */}
      <Progress value={counts.bytes === 0 ? 1 : counts.sentBytes / counts.bytes} label={t.ingestion.overall} />
    </div>
  );
}
