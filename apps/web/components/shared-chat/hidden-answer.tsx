"use client";
import { EyeOff } from "lucide-react";
import { useMessages } from "@/messages/index.tsx";

/** In the place of an answer whose documents the reader may not all read. */
export function HiddenAnswer() {
  const t = useMessages();
  return (
    <article className="flex gap-3 rounded-lg border border-dashed px-4 py-3 text-muted-foreground">
      <EyeOff className="mt-0.5 size-4 shrink-0" aria-hidden />
      <p className="text-pretty text-sm">{t.sharedChats.hidden}</p>
    </article>
  );
}
