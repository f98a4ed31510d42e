"use client";
import { CircleAlert, CircleCheck, FileText, LoaderCircle, RotateCw, X } from "lucide-react";
import { DocumentProgress } from "@/components/knowledge/document-progress.tsx";
import { cn } from "@/components/ui/class-names.ts";
import { Progress } from "@/components/ui/progress.tsx";
import { formatBytes } from "@/data/format.ts";
import { useMessages } from "@/messages/index.tsx";
import type { Messages } from "@/messages/messages.ts";
import type { DraftFile, FileFailure } from "./draft.ts";

interface AttachmentTileProps {
  file: DraftFile;
  onRemove: () => void;
  onRetry: () => void;
  /** Left out for a file that was not pasted. */
  onPasteAsText?: (() => void) | undefined;
}

/** A file put into a question: how far it is, until it can be asked about. */
export function AttachmentTile({ file, onRemove, onRetry, onPasteAsText }: AttachmentTileProps) {
  const t = useMessages();
  const { name, sizeBytes, step } = file;
  const failed = step.kind === "failed";
  return (
    <li
      className={cn("relative min-w-0 rounded-lg border bg-background py-2 ps-2.5 pe-9", failed && "border-danger/40")}
    >
      <div className="flex min-w-0 items-center gap-2">
        <StepIcon step={step} />
        <span className="min-w-0 grow truncate font-medium text-[0.8125rem]" title={name}>
          <bdi>{name}</bdi>
        </span>
      </div>
      <div className="mt-0.5 text-muted-foreground text-xs">
        {step.kind === "sending" && (
          <>
            <span className="tabular-nums">
              {step.share < 1 ? t.upload.uploading(Math.round(step.share * 100)) : t.upload.finishing}
            </span>
            <Progress value={step.share} label={t.upload.progressOf(name)} className="mt-1.5 h-1" />
          </>
        )}
        {step.kind === "preparing" && (
          <>
            {t.documents.states[step.document?.state ?? "queued"]}…
            {step.document && <DocumentProgress document={step.document} />}
            <Progress
              value={step.document?.progress ?? 0}
              label={t.documents.progressOf(name)}
              className="mt-1.5 h-1"
            />
          </>
        )}
        {step.kind === "ready" && (
          <span>
            <span className="text-success-text">{t.composer.files.searchable}</span>
            {sizeBytes > 0 && ` · ${formatBytes(sizeBytes, t.language)}`}
          </span>
        )}
        {failed && <span className="text-danger-text">{failureSentence(step.failure, t)}</span>}
      </div>
      {(onPasteAsText || (failed && step.retryable)) && (
        <div className="mt-1 flex flex-wrap gap-x-3">
          {failed && step.retryable && (
            <TileAction onClick={onRetry}>
              <RotateCw className="size-3" aria-hidden />
              {t.common.retry}
            </TileAction>
          )}
          {onPasteAsText && <TileAction onClick={onPasteAsText}>{t.composer.files.pasteAsText}</TileAction>}
        </div>
      )}
      <button
        type="button"
        aria-label={t.composer.files.remove(name)}
        onClick={onRemove}
        className="absolute end-1.5 top-1.5 flex size-6 items-center justify-center rounded-md text-muted-foreground hover:bg-hover hover:text-foreground"
      >
        <X className="size-3.5" aria-hidden />
      </button>
    </li>
  );
}

function TileAction({ onClick, children }: { onClick: () => void; children: React.ReactNode }) {
  return (
    <button
      type="button"
      onClick={onClick}
      className="inline-flex min-h-6 items-center gap-1 text-accent-text text-xs underline-offset-4 hover:underline"
    >
      {children}
    </button>
  );
}

function StepIcon({ step }: { step: DraftFile["step"] }) {
  switch (step.kind) {
    case "ready":
      return <CircleCheck className="size-4 shrink-0 text-success-text" aria-hidden />;
    case "failed":
      return <CircleAlert className="size-4 shrink-0 text-danger-text" aria-hidden />;
    case "preparing":
      return <LoaderCircle className="size-4 shrink-0 animate-spin text-muted-foreground" aria-hidden />;
    case "sending":
      return <FileText className="size-4 shrink-0 text-muted-foreground" aria-hidden />;
    default:
      return step satisfies never;
  }
}

/** What went wrong with a file, and what to do. */
export function failureSentence(failure: FileFailure, t: Messages): string {
  switch (failure.kind) {
    case "empty":
      return t.upload.empty;
    case "network":
      return t.upload.network;
    case "gone":
      return t.composer.files.gone;
    case "too_large":
      return t.upload.tooLarge(formatBytes(failure.limitBytes, t.language));
    case "unsupported":
      return t.upload.unsupported(failure.types.join(", "));
    case "refused":
      return failure.detail;
    case "document":
      return t.documents.failures[failure.code];
    default:
      return failure satisfies never;
  }
}
