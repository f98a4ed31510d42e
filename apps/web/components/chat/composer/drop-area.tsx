"use client";
import { Upload } from "lucide-react";
import { type DragEvent, type ReactNode, useRef, useState } from "react";
import { droppedFiles } from "@/data/dropped-files.ts";
import { useMessages } from "@/messages/index.tsx";

interface DropAreaProps {
  disabled: boolean;
  onFiles: (files: File[]) => void;
  children: ReactNode;
}

/** Takes files that are dropped anywhere on a conversation. */
export function DropArea({ disabled, onFiles, children }: DropAreaProps) {
  const t = useMessages();
  const [over, setOver] = useState(false);
  /** Entering a child leaves the parent: only the last leaving is one. */
  const depth = useRef(0);

  function takes(event: DragEvent): boolean {
    return !disabled && event.dataTransfer.types.includes("Files");
  }

  function end() {
    depth.current = 0;
    setOver(false);
  }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: a way for a mouse; the paperclip does the same by keyboard
    <div
      className="relative h-full"
      onDragEnter={(event) => {
        if (!takes(event)) return;
        event.preventDefault();
        depth.current += 1;
        setOver(true);
      }}
      onDragOver={(event) => {
        if (!takes(event)) return;
        event.preventDefault();
        event.dataTransfer.dropEffect = "copy";
      }}
      onDragLeave={(event) => {
        if (!takes(event)) return;
        depth.current -= 1;
        if (depth.current <= 0) end();
      }}
      onDrop={(event) => {
        if (!takes(event)) return;
        event.preventDefault();
        end();
        void droppedFiles(event.dataTransfer).then((found) => onFiles(found.map(({ file }) => file)));
      }}
    >
      {children}
      {over && (
        <div className="pointer-events-none absolute inset-2 z-30 flex animate-appear items-center justify-center rounded-xl border-2 border-accent border-dashed bg-background/85">
          <div className="flex flex-col items-center gap-2 px-6 text-center">
            <Upload className="size-6 text-accent-text" aria-hidden />
            <p className="font-medium text-base">{t.composer.files.drop}</p>
            <p className="max-w-sm text-muted-foreground">{t.composer.files.dropHint}</p>
          </div>
        </div>
      )}
    </div>
  );
}
