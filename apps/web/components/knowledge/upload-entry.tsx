"use client";
import { CircleAlert, CircleCheck, FileText, RotateCw, X } from "lucide-react";
import { IconButton } from "@/components/ui/icon-button.tsx";
import { Progress } from "@/components/ui/progress.tsx";
import { formatBytes } from "@/data/format.ts";
import type { Upload } from "@/data/upload-queue.ts";
import { useMessages } from "@/messages/index.tsx";
import type { Messages } from "@/messages/messages.ts";

const icons = { queued: FileText, sending: FileText, done: CircleCheck, failed: CircleAlert } as const;
const iconColors = {
  queued: "text-muted-foreground",
  sending: "text-muted-foreground",
  done: "text-success-text",
  failed: "text-danger-text",
} as const;

function stateText({ file, state }: Upload, t: Messages): string {
  switch (state.step) {
    case "queued":
      return t.upload.queued;
    case "sending":
      return state.share < 1 ? t.upload.uploading(Math.floor(state.share * 100)) : t.upload.finishing;
    case "done":
      return formatBytes(file.size, t.language);
    case "failed":
      return state.reason;
    default:
      return state satisfies never;
  }
}

interface UploadEntryProps {
  upload: Upload;
  onRemove: (id: number) => void;
  onRetry: (upload: Upload) => void;
}

/** One upload: how far it is, or why it failed. */
export function UploadEntry({ upload, onRemove, onRetry }: UploadEntryProps) {
  const t = useMessages();
  const { file, path, state } = upload;
  const Icon = icons[state.step];
  const running = state.step === "queued" || state.step === "sending";
  return (
    <li className="flex items-center gap-3 px-3.5 py-2">
      <Icon className={`size-4 shrink-0 ${iconColors[state.step]}`} aria-hidden />
      <div className="min-w-0 grow">
        <p className="truncate" title={path ?? file.name}>
          {path ?? file.name}
        </p>
        <p className={`text-xs tabular-nums ${state.step === "failed" ? "text-danger-text" : "text-muted-foreground"}`}>
          {stateText(upload, t)}
        </p>
        {state.step === "sending" && (
          <Progress value={state.share} label={t.upload.progressOf(file.name)} className="mt-1.5" />
        )}
      </div>
      {state.step === "failed" && state.retryable && (
        <IconButton label={t.upload.retry(file.name)} onClick={() => onRetry(upload)}>
          <RotateCw />
        </IconButton>
      )}
      <IconButton
        label={running ? t.upload.cancel(file.name) : t.upload.remove(file.name)}
        onClick={() => onRemove(upload.id)}
      >
        <X />
      </IconButton>
    </li>
  );
}
