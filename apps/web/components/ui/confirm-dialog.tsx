"use client";
import { AlertDialog as Primitive } from "radix-ui";
import { type ReactNode, useState } from "react";
import { sentenceOf } from "@/data/api-error.ts";
import { useMessages } from "@/messages/index.tsx";
import { Button } from "./button.tsx";
import { Notice } from "./notice.tsx";
import { useReturnFocus } from "./use-return-focus.ts";

interface ConfirmDialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  description: ReactNode;
  /** Names what will happen: "Delete conversation". */
  action: string;
  /** The window stays open, with the reason, when this fails. */
  onConfirm: () => Promise<unknown>;
}

/** Asks before something that cannot be undone. The focus starts on "Cancel". */
export function ConfirmDialog({ open, onOpenChange, title, description, action, onConfirm }: ConfirmDialogProps) {
  const t = useMessages();
  const returnFocus = useReturnFocus(open);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string>();

  async function confirm() {
    setBusy(true);
    setFailure(undefined);
    try {
      await onConfirm();
      onOpenChange(false);
    } catch (error) {
      setFailure(sentenceOf(error, t.errors.unknown));
    } finally {
      setBusy(false);
    }
  }

  return (
    <Primitive.Root
      open={open}
      onOpenChange={(next) => {
        if (!busy) onOpenChange(next);
        setFailure(undefined);
      }}
    >
      {open && (
        <Primitive.Portal>
          <Primitive.Overlay className="fixed inset-0 z-50 animate-appear bg-overlay" />
          <Primitive.Content
            onCloseAutoFocus={returnFocus}
            className="fixed top-1/2 left-1/2 z-50 w-[calc(100vw-2rem)] max-w-md -translate-x-1/2 -translate-y-1/2 animate-appear overflow-hidden rounded-xl border bg-surface shadow-floating"
          >
            <div className="grid gap-2 p-5">
              <Primitive.Title className="font-semibold text-base [overflow-wrap:anywhere]">{title}</Primitive.Title>
              <Primitive.Description className="text-muted-foreground">{description}</Primitive.Description>
              {failure && <Notice tone="danger">{failure}</Notice>}
            </div>
            <div className="flex justify-end gap-2 border-t bg-muted/40 px-5 py-3">
              <Primitive.Cancel asChild>
                <Button disabled={busy}>{t.common.cancel}</Button>
              </Primitive.Cancel>
              <Button variant="danger" busy={busy} onClick={confirm}>
                {action}
              </Button>
            </div>
          </Primitive.Content>
        </Primitive.Portal>
      )}
    </Primitive.Root>
  );
}
