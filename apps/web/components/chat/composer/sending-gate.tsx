"use client";
import { LoaderCircle } from "lucide-react";
import { Button } from "@/components/ui/button.tsx";
import { useMessages } from "@/messages/index.tsx";

interface SendingGateProps {
  pendingFiles: number;
  onAskNow: () => void;
  onCancel: () => void;
}

/** Why a question has not gone out yet, and the ways out: it goes by itself when its files are searchable. */
export function SendingGate({ pendingFiles, onAskNow, onCancel }: SendingGateProps) {
  const t = useMessages();
  return (
    <div className="mx-2 mb-2 flex flex-wrap items-center gap-x-3 gap-y-2 rounded-lg bg-accent-soft px-3 py-2 text-[0.8125rem] text-accent-text">
      <LoaderCircle className="size-4 shrink-0 animate-spin" aria-hidden />
      <p role="status" className="min-w-0 grow">
        {t.composer.gate.waiting(pendingFiles)}
      </p>
      <div className="flex gap-2">
        <Button size="small" onClick={onAskNow}>
          {t.composer.gate.askNow}
        </Button>
        <Button size="small" variant="ghost" onClick={onCancel}>
          {t.common.cancel}
        </Button>
      </div>
    </div>
  );
}
