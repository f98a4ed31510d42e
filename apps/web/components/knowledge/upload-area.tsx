"use client";
import { CloudUpload } from "lucide-react";
import { type DragEvent, useRef, useState } from "react";
import { Button } from "@/components/ui/button.tsx";
import { cn } from "@/components/ui/class-names.ts";
import { useSystem } from "@/data/account.ts";
import { useRefreshDocuments } from "@/data/documents.ts";
import { chosenFiles, droppedFiles } from "@/data/dropped-files.ts";
import { formatBytes } from "@/data/format.ts";
import { useHandedFiles } from "@/data/handed-files.ts";
import { useUploadQueue } from "@/data/upload-queue.ts";
import { useMessages } from "@/messages/index.tsx";
import { UploadList } from "./upload-list.tsx";

const refreshMilliseconds = 1_000;
const fewFiles = 5;
/** Known to every browser, and not to the types of React. */
const wholeFolder = { webkitdirectory: "" };

interface UploadAreaProps {
  knowledgeBaseId: string;
  /** Nothing is there yet: it may take the room. */
  roomy: boolean;
}

/** Takes files by drop or choice and shows how each upload goes. */
export function UploadArea({ knowledgeBaseId, roomy }: UploadAreaProps) {
  const t = useMessages();
  const system = useSystem().data;
  const refresh = useRefreshDocuments(knowledgeBaseId);
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const folderInput = useRef<HTMLInputElement>(null);
  const [reading, setReading] = useState(false);
  const refreshing = useRef<ReturnType<typeof setTimeout>>(undefined);
  const [spoken, setSpoken] = useState("");
  const { queue, view } = useUploadQueue({
    knowledgeBaseId,
    limits: system,
    onSettled: (file, ok) => {
      // Of many files only the end is told: nobody can listen to a thousand names.
      if (view.counts.total <= fewFiles) {
        setSpoken(ok ? t.upload.doneLive(file.name) : t.upload.failedLive(file.name));
      }
      if (ok) refreshSoon();
    },
  });
  const { open, total, done, failed } = view.counts;
  const isOver = total > fewFiles && open === 0;

  useHandedFiles(knowledgeBaseId, queue.add);

  /** Once for all files that arrive within a moment. */
  function refreshSoon() {
    refreshing.current ??= setTimeout(() => {
      refreshing.current = undefined;
      void refresh();
    }, refreshMilliseconds);
  }

  async function drop(event: DragEvent) {
    event.preventDefault();
    setOver(false);
    setReading(true);
    const files = await droppedFiles(event.dataTransfer).finally(() => setReading(false));
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
          "flex items-center gap-x-4 gap-y-2 rounded-lg border border-border-strong border-dashed px-4 transition-colors",
          roomy ? "flex-col py-10 text-center" : "flex-wrap py-3",
          over ? "border-accent bg-accent-soft" : "bg-muted/30",
        )}
      >
        <CloudUpload className={cn("shrink-0 text-muted-foreground", roomy ? "size-7" : "size-5")} aria-hidden />
        <div className={cn("min-w-0", !roomy && "grow basis-56")}>
          <p className="font-medium">{t.upload.drop}</p>
          {roomy && <p className="text-muted-foreground">{t.library.upload.roomy}</p>}
          {system && (
            <p className="mt-0.5 text-muted-foreground text-xs [overflow-wrap:anywhere]">
              {t.upload.limits(
                system.accepted_file_types.join(", "),
                formatBytes(system.upload_limit_bytes, t.language),
              )}
            </p>
          )}
        </div>
        <div className="flex flex-wrap gap-2">
          <Button size="small" onClick={() => input.current?.click()}>
            {t.upload.choose}
          </Button>
          <Button size="small" onClick={() => folderInput.current?.click()}>
            {t.ingestion.chooseFolder}
          </Button>
        </div>
        {reading && <p className="text-muted-foreground text-xs">{t.ingestion.reading}</p>}
        <input
          ref={input}
          type="file"
          multiple
          hidden
          tabIndex={-1}
          aria-label={t.upload.choose}
          accept={system?.accepted_file_types.join(",")}
          onChange={(event) => {
            queue.add(chosenFiles(event.target.files ?? []));
            event.target.value = "";
          }}
        />
        <input
          ref={folderInput}
          type="file"
          multiple
          {...wholeFolder}
          hidden
          tabIndex={-1}
          aria-label={t.ingestion.chooseFolder}
          onChange={(event) => {
            queue.add(chosenFiles(event.target.files ?? []));
            event.target.value = "";
          }}
        />
      </div>
      <p role="status" aria-live="polite" className="sr-only">
        {isOver ? t.library.upload.overLive(done, failed) : spoken}
      </p>
      {view.counts.total > 0 && <UploadList queue={queue} view={view} limits={system} />}
    </section>
  );
}
