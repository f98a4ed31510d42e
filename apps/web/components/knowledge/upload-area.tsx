"use client";
import { CloudUpload } from "lucide-react";
import { type DragEvent, useRef, useState } from "react";
import { Button } from "@/components/ui/button.tsx";
import { cn } from "@/components/ui/class-names.ts";
import { useSystem } from "@/data/account.ts";
import { useRefreshDocuments } from "@/data/documents.ts";
import { formatBytes } from "@/data/format.ts";
import { useUploadQueue } from "@/data/upload-queue.ts";
import { useMessages } from "@/messages/index.tsx";
import { UploadEntry } from "./upload-entry.tsx";

/** Files of a drop; a folder cannot be read as one and is left out. */
function droppedFiles(transfer: DataTransfer): { files: File[]; folders: number } {
  const files: File[] = [];
  let folders = 0;
  for (const item of transfer.items) {
    const file = item.kind === "file" ? item.getAsFile() : null;
    if (item.webkitGetAsEntry()?.isDirectory) folders += 1;
    else if (file) files.push(file);
  }
  return { files, folders };
}

/** Takes files by drop or choice and shows how each upload goes. */
export function UploadArea({ knowledgeBaseId }: { knowledgeBaseId: string }) {
  const t = useMessages();
  const system = useSystem().data;
  const refresh = useRefreshDocuments(knowledgeBaseId);
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const [folderDropped, setFolderDropped] = useState(false);
  const [spoken, setSpoken] = useState("");
  const queue = useUploadQueue({
    knowledgeBaseId,
    system,
    onSettled: (file, ok) => {
      setSpoken(ok ? t.upload.doneLive(file.name) : t.upload.failedLive(file.name));
      if (ok) void refresh();
    },
  });
  const finished = queue.uploads.some(({ state }) => state.step === "done" || state.step === "failed");

  function drop(event: DragEvent) {
    event.preventDefault();
    setOver(false);
    const { files, folders } = droppedFiles(event.dataTransfer);
    setFolderDropped(folders > 0);
    queue.add(files);
  }

  return (
    <section aria-label={t.upload.listTitle} className="grid gap-3">
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping is an addition; the button inside does the same */}
      <div
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={(event) => {
          if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setOver(false);
        }}
        onDrop={drop}
        className={cn(
          "flex flex-col items-center gap-2 rounded-lg border border-border-strong border-dashed px-4 py-6 text-center transition-colors",
          over ? "border-accent bg-accent-soft" : "bg-muted/30",
        )}
      >
        <CloudUpload className="size-6 text-muted-foreground" aria-hidden />
        <p className="font-medium">{t.upload.drop}</p>
        {system && (
          <p className="text-muted-foreground text-xs">
            {t.upload.limits(system.accepted_file_types.join(", "), formatBytes(system.upload_limit_bytes, t.language))}
          </p>
        )}
        <Button size="small" className="mt-1" onClick={() => input.current?.click()}>
          {t.upload.choose}
        </Button>
        {folderDropped && <p className="text-danger-text text-xs">{t.upload.folder}</p>}
        <input
          ref={input}
          type="file"
          multiple
          hidden
          tabIndex={-1}
          aria-label={t.upload.choose}
          accept={system?.accepted_file_types.join(",")}
          onChange={(event) => {
            queue.add([...(event.target.files ?? [])]);
            event.target.value = "";
          }}
        />
      </div>
      <p role="status" aria-live="polite" className="sr-only">
        {spoken}
      </p>
      {queue.uploads.length > 0 && (
        <div className="overflow-hidden rounded-lg border bg-surface">
          <div className="flex h-10 items-center justify-between border-b px-3.5">
            <h2 className="font-medium text-[0.8125rem]">{t.upload.listTitle}</h2>
            {finished && (
              <Button variant="ghost" size="small" className="-mr-2" onClick={queue.clearFinished}>
                {t.upload.clearFinished}
              </Button>
            )}
          </div>
          <ul className="divide-y">
            {queue.uploads.map((upload) => (
              <UploadEntry key={upload.id} upload={upload} onRemove={queue.remove} onRetry={queue.retry} />
            ))}
          </ul>
        </div>
      )}
    </section>
  );
}
