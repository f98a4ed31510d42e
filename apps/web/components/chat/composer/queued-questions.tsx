"use client";
import { CirclePause, CornerDownRight, Paperclip, Pencil, X } from "lucide-react";
import { Button } from "@/components/ui/button.tsx";
import { IconButton } from "@/components/ui/icon-button.tsx";
import { useMessages } from "@/messages/index.tsx";
import type { Draft } from "./draft.ts";

interface QueuedQuestionsProps {
  draft: Draft;
  onEdit: (id: string) => void;
  onRemove: (id: string) => void;
  onGoOn: () => void;
}

/** Questions that wait for the answer being written; they are asked in turn. */
export function QueuedQuestions({ draft: { queue, queueState }, onEdit, onRemove, onGoOn }: QueuedQuestionsProps) {
  const t = useMessages();
  if (queue.length === 0) return null;
  const isPaused = queueState !== "going";
  return (
    <section aria-label={t.composer.queue.label} className="mb-2 rounded-xl border bg-surface px-1.5 py-1.5">
      {isPaused && (
        <div className="flex flex-wrap items-center gap-2 px-2 pb-1 text-[0.8125rem] text-muted-foreground">
          <CirclePause className="size-4 shrink-0" aria-hidden />
          <p className="min-w-0 grow">{t.composer.queue.paused}</p>
          <Button size="small" onClick={onGoOn}>
            {t.composer.queue.goOn}
          </Button>
        </div>
      )}
      <ol className="max-h-40 overflow-y-auto">
        {queue.map(({ id, text, files, documents }) => (
          <li key={id} className="flex items-center gap-1.5 rounded-md ps-2">
            <CornerDownRight className="size-3.5 shrink-0 text-subtle rtl:-scale-x-100" aria-hidden />
            <span className="min-w-0 grow truncate text-[0.8125rem]">{text}</span>
            {files.length + documents.length > 0 && (
              <span className="inline-flex shrink-0 items-center gap-0.5 text-muted-foreground text-xs">
                <Paperclip className="size-3" aria-hidden />
                <span className="sr-only">{t.composer.files.label}: </span>
                {files.length + documents.length}
              </span>
            )}
            <IconButton label={t.composer.queue.edit} onClick={() => onEdit(id)} className="size-7">
              <Pencil className="size-3.5!" />
            </IconButton>
            <IconButton label={t.composer.queue.remove} onClick={() => onRemove(id)} className="size-7">
              <X className="size-3.5!" />
            </IconButton>
          </li>
        ))}
      </ol>
    </section>
  );
}
