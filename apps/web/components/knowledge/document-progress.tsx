"use client";
import type { Document } from "@eai/contract";
import { Hourglass } from "lucide-react";
import { useNow } from "@/data/now.ts";
import { useMessages } from "@/messages/index.tsx";

/** What is being done to a document, how long it may take, and why it stands still when it does. */
export function DocumentProgress({ document }: { document: Document }) {
  const t = useMessages();
  const { activity, queue_position: position, estimated_seconds_left: seconds } = document;
  const until = activity?.waiting ? activity.until : null;
  const now = useNow(until !== null && until !== undefined);
  const parts = [
    activity && activity.total > 0 && t.ingestion.counted(activity.done, activity.total, activity.unit),
    !activity?.waiting && position !== null && t.ingestion.queuedAt(position),
    !activity?.waiting && seconds !== null && t.ingestion.left(seconds),
  ].filter(Boolean);
  return (
    <>
      {parts.length > 0 && <p className="text-muted-foreground text-xs tabular-nums">{parts.join(" · ")}</p>}
      {activity?.waiting && (
        <p className="flex items-start gap-1.5 text-warning-text text-xs tabular-nums">
          <Hourglass className="mt-0.5 size-3 shrink-0" aria-hidden />
          <span>
            {t.ingestion.waiting[activity.waiting]} {until && t.ingestion.again((Date.parse(until) - now) / 1000)}{" "}
            {t.library.documents.waitingRemedy[activity.waiting]}
          </span>
        </p>
      )}
    </>
  );
}
