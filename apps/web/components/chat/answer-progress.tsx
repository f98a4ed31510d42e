"use client";
import type { StreamData } from "@eai/contract";
import { memo } from "react";
import { useMessages } from "@/messages/index.tsx";
import type { Messages } from "@/messages/messages.ts";
import { regionName } from "./region-name.ts";
import { useElapsedSeconds } from "./use-elapsed-seconds.ts";

const elapsedShownSeconds = 4;
const waitingSeconds = 10;
const slowSeconds = 30;

type Stage = StreamData["stage"];

function stageText(stage: Stage | undefined, seconds: number, t: Messages): string {
  if (stage?.served_by) return t.answers.stage.servedBy(regionName(stage.served_by));
  if (stage?.stage === "retrieving") {
    return stage.knowledge_base_count ? t.chat.retrieving(stage.knowledge_base_count) : t.chat.retrievingAny;
  }
  // Nobody reads eight passages for ten seconds: by then it is the model that is waited for.
  if (stage?.model && seconds >= waitingSeconds) return t.answers.stage.waiting(stage.model);
  return stage?.passage_count ? t.chat.reading(stage.passage_count) : t.chat.thinking;
}

interface AnswerProgressProps {
  stage: Stage | undefined;
  /** When it was asked, by the clock of this page. */
  since: number;
  /** Words of the answer are there. */
  writing?: boolean;
}

/** What is being done for an answer, by whom, and for how long. Not drawn again with each word of the answer. */
export const AnswerProgress = memo(function AnswerProgress({ stage, since, writing = false }: AnswerProgressProps) {
  const t = useMessages();
  const seconds = useElapsedSeconds(since);
  if (writing && !stage?.served_by) return null;
  return (
    <div className={writing ? "text-muted-foreground text-xs" : "text-muted-foreground"}>
      <p className="flex items-center gap-2.5" data-stage={stage?.stage}>
        <span className="size-2 shrink-0 animate-shimmer rounded-full bg-accent" aria-hidden />
        <span>{stageText(stage, seconds, t)}</span>
        {seconds >= elapsedShownSeconds && (
          <span className="text-subtle tabular-nums" aria-hidden>
            {t.answers.stage.elapsed(seconds)}
          </span>
        )}
      </p>
      {!writing && seconds >= slowSeconds && <p className="mt-1 text-[0.8125rem]">{t.answers.stage.slow}</p>}
    </div>
  );
});
