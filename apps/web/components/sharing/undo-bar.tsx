"use client";
import { Undo2, X } from "lucide-react";
import { useEffect, useRef } from "react";
import { Button } from "@/components/ui/button.tsx";
import { IconButton } from "@/components/ui/icon-button.tsx";
import { useMessages } from "@/messages/index.tsx";

interface UndoBarProps {
  text: string;
  /** Nothing to take back: it is only told. */
  onUndo: (() => void) | undefined;
  busy: boolean;
  onDismiss: () => void;
}

/** What was just changed, with the way back. It lies in the dialog, where the keyboard reaches it, and takes the focus. */
export function UndoBar({ text, onUndo, busy, onDismiss }: UndoBarProps) {
  const t = useMessages();
  const undo = useRef<HTMLButtonElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another text is another change
  useEffect(() => {
    // After the menu that made the change has given the focus back, to a row that may be gone.
    const timer = setTimeout(() => {
      if (!document.activeElement?.closest("button, input")) undo.current?.focus();
    }, 50);
    return () => clearTimeout(timer);
  }, [text]);
  return (
    <div className="flex shrink-0 animate-rise items-center gap-2 border-t bg-surface py-2 pe-3 ps-5">
      <p role="status" className="min-w-0 grow truncate text-small" title={text}>
        {text}
      </p>
      {onUndo && (
        <Button ref={undo} size="small" busy={busy} onClick={onUndo}>
          {!busy && <Undo2 aria-hidden />}
          {t.sharing.undo}
        </Button>
      )}
      <IconButton label={t.common.dismiss} onClick={onDismiss}>
        <X />
      </IconButton>
    </div>
  );
}
