"use client";
import type { StreamData } from "@eai/contract";
import { useMessages } from "@/messages/index.tsx";
import type { Messages } from "@/messages/messages.ts";

function stageText(stage: StreamData["stage"] | undefined, t: Messages): string {
  if (stage?.stage === "retrieving") {
    return stage.knowledge_base_count ? t.chat.retrieving(stage.knowledge_base_count) : t.chat.retrievingAny;
  }
  return stage?.passage_count ? t.chat.reading(stage.passage_count) : t.chat.thinking;
}

/** What is being done before the first word of an answer. */
export function AnswerProgress({ stage }: { stage: StreamData["stage"] | undefined }) {
  const t = useMessages();
  return (
    <p className="flex items-center gap-2.5 text-muted-foreground">
      <span className="size-2 animate-shimmer rounded-full bg-accent" aria-hidden />
      {stageText(stage, t)}
    </p>
  );
}
