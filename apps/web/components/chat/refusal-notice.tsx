"use client";
import { RotateCw } from "lucide-react";
import Link from "next/link";
import { Button } from "@/components/ui/button.tsx";
import { Notice } from "@/components/ui/notice.tsx";
import { useOnline } from "@/data/online.ts";
import { useMessages } from "@/messages/index.tsx";
import type { Refusal } from "./conversation.ts";

interface RefusalNoticeProps {
  refusal: Refusal;
  /** Left out where the question is back in the box. */
  onAskAgain?: () => void;
}

/** Why a question was not taken, when to come back, and the way to ask it again. */
export function RefusalNotice({ refusal, onAskAgain }: RefusalNoticeProps) {
  const t = useMessages();
  const online = useOnline();
  if (refusal.code === "not_found") {
    // Deleted meanwhile, in another tab say: asking again cannot help.
    return (
      <Notice
        tone="warning"
        title={t.chat.notFoundTitle}
        action={
          <Button asChild size="small">
            <Link href="/chat">{t.shell.newChat}</Link>
          </Button>
        }
      >
        {t.chat.notFound}
      </Notice>
    );
  }
  if (refusal.code === "network" && !online) {
    return (
      <Notice tone="warning" action={onAskAgain && <AskAgainButton onAskAgain={onAskAgain} />}>
        {t.answers.trouble.offlineAsk}
      </Notice>
    );
  }
  const own = refusal.code === "network" ? t.errors.unreachableTitle : t.chat.failureHints[refusal.code];
  return (
    <Notice tone="danger" action={onAskAgain && <AskAgainButton onAskAgain={onAskAgain} />}>
      {refusal.detail ?? own ?? t.errors.unknown}
      {refusal.retryAfterSeconds !== undefined && ` ${t.chat.comeBack(refusal.retryAfterSeconds)}`}
    </Notice>
  );
}

function AskAgainButton({ onAskAgain }: { onAskAgain: () => void }) {
  const t = useMessages();
  return (
    <Button size="small" onClick={onAskAgain}>
      <RotateCw aria-hidden />
      {t.chat.askAgain}
    </Button>
  );
}
