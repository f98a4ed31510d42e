"use client";
import type { DocumentState } from "@eai/contract";
import { CircleAlert, CircleCheck, Clock, LoaderCircle } from "lucide-react";
import { Badge, type BadgeTone } from "@/components/ui/badge.tsx";
import { useMessages } from "@/messages/index.tsx";

function toneOf(state: DocumentState): BadgeTone {
  if (state === "ready") return "success";
  if (state === "failed") return "danger";
  return state === "queued" ? "neutral" : "accent";
}

/** The state of a document. */
export function DocumentBadge({ state }: { state: DocumentState }) {
  const t = useMessages();
  const tone = toneOf(state);
  // What is as it should be is said quietly: in a long list the rest stands out.
  if (tone === "success") {
    return (
      <span className="inline-flex h-5 shrink-0 items-center gap-1 text-muted-foreground text-xs">
        <CircleCheck className="size-3.5 text-success-text" aria-hidden />
        {t.documents.states[state]}
      </span>
    );
  }
  return (
    <Badge tone={tone}>
      {tone === "danger" && <CircleAlert aria-hidden />}
      {tone === "neutral" && <Clock aria-hidden />}
      {tone === "accent" && <LoaderCircle className="animate-spin" aria-hidden />}
      {t.documents.states[state]}
    </Badge>
  );
}
