"use client";
import { RotateCw } from "lucide-react";
import { Button } from "@/components/ui/button.tsx";
import { Notice } from "@/components/ui/notice.tsx";
import { useMessages } from "@/messages/index.tsx";
import type { Refusal } from "./conversation.ts";

/** Why a question was not taken, with the way to ask it again. */
export function RefusalNotice({ refusal, onAskAgain }: { refusal: Refusal; onAskAgain: () => void }) {
  const t = useMessages();
  const own = refusal.code === "network" ? t.errors.unreachableTitle : t.chat.failureHints[refusal.code];
  return (
    <Notice
      tone="danger"
      action={
        <Button size="small" onClick={onAskAgain}>
          <RotateCw aria-hidden />
          {t.chat.askAgain}
        </Button>
      }
    >
      {refusal.detail ?? own ?? t.errors.unknown}
    </Notice>
  );
}
