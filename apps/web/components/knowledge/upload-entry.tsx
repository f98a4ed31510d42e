"use client";
import { CircleAlert, CircleCheck, FileText, Hourglass, RotateCw, X } from "lucide-react";
import { memo } from "react";
import { cn } from "@/components/ui/class-names.ts";
import { IconButton } from "@/components/ui/icon-button.tsx";
import { Progress } from "@/components/ui/progress.tsx";
import { useNow } from "@/data/now.ts";
import type { Upload, UploadLimits } from "@/data/upload-states.ts";
import { useMessages } from "@/messages/index.tsx";
import { uploadStateText } from "./upload-words.ts";

const icons = {
  queued: FileText,
  sending: FileText,
  held: Hourglass,
  done: CircleCheck,
  failed: CircleAlert,
} as const;
const iconColors = {
  queued: "text-subtle",
  sending: "text-accent-text",
  held: "text-warning-text",
  done: "text-success-text",
  failed: "text-danger-text",
} as const;

interface UploadEntryProps {
  upload: Upload;
  limits: UploadLimits | undefined;
  onRemove: (id: number) => void;
  onRetry: (id: number) => void;
}

/** One upload: how far it is, or why it failed. */
export const UploadEntry = memo(function UploadEntry({ upload, limits, onRemove, onRetry }: UploadEntryProps) {
  const t = useMessages();
  const { id, file, path, state } = upload;
  const now = useNow(state.step === "held");
  const Icon = icons[state.step];
  const running = state.step !== "done" && state.step !== "failed";
  return (
    <div className="flex min-h-13 items-center gap-3 px-3.5 py-1.5">
      <Icon className={cn("size-4 shrink-0", iconColors[state.step])} aria-hidden />
      <div className="min-w-0 grow">
        <p className="truncate text-small" title={path ?? file.name}>
          <bdi>{path ?? file.name}</bdi>
        </p>
        <div className="flex items-center gap-2">
          {state.step === "sending" && (
            <Progress
              value={state.share}
              label={t.upload.progressOf(file.name)}
              className="h-1 w-24 shrink-0 sm:w-40"
            />
          )}
          <p
            className={cn(
              "text-xs tabular-nums [overflow-wrap:anywhere]",
              state.step === "failed" ? "text-danger-text" : "text-muted-foreground",
            )}
          >
            {uploadStateText(state, { size: file.size, now }, limits, t)}
          </p>
        </div>
      </div>
      {state.step === "failed" && state.retryable && (
        <IconButton label={t.upload.retry(file.name)} onClick={() => onRetry(id)}>
          <RotateCw />
        </IconButton>
      )}
      <IconButton
        label={running ? t.upload.cancel(file.name) : t.upload.remove(file.name)}
        onClick={() => onRemove(id)}
      >
        <X />
      </IconButton>
    </div>
  );
});
