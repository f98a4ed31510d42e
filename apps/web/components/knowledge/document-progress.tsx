"use client";
import type { Document } from "@eai/contract";
import { useMessages } from "@/messages/index.tsx";

/** What is being done to a document, how long it may take, and why it stands still when it does. */
export function DocumentProgress({ document }: { document: Document }) {
  const t = useMessages();
  const { activity, queue_position: position, estimated_seconds_left: seconds } = document;
  const parts = [
    activity && activity.total > 0 && t.ingestion.counted(activity.done, activity.total, activity.unit),
    activity?.waiting && t.ingestion.waiting[activity.waiting],
    activity?.waiting && activity.until && t.ingestion.again((Date.parse(activity.until) - Date.now()) / 1000),
    !activity?.waiting && position !== null && t.ingestion.queuedAt(position),
    seconds !== null && t.ingestion.left(seconds),
  ].filter(Boolean);
  if (parts.length === 0) return null;
  return <p className="mt-1 text-muted-foreground text-xs tabular-nums">{parts.join(" · ")}</p>;
}
