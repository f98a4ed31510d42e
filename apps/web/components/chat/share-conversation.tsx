"use client";
import type { Session } from "@eai/contract";
import { Clock, ExternalLink, EyeOff, Link2, type LucideIcon, MessagesSquare, Share2, Users } from "lucide-react";
import Link from "next/link";
import { type ReactNode, useState } from "react";
import { LoadFailure } from "@/components/shell/load-failure.tsx";
import { Button } from "@/components/ui/button.tsx";
import { ConfirmDialog } from "@/components/ui/confirm-dialog.tsx";
import { CopyField } from "@/components/ui/copy-field.tsx";
import { Dialog, DialogActions, DialogBody } from "@/components/ui/dialog.tsx";
import { Notice } from "@/components/ui/notice.tsx";
import { Skeleton } from "@/components/ui/skeleton.tsx";
import { showToast } from "@/components/ui/toast.tsx";
import { Tooltip } from "@/components/ui/tooltip.tsx";
import { sentenceOf } from "@/data/api-error.ts";
import { formatDate } from "@/data/format.ts";
import { useDeleteShare, usePutShare, useShare } from "@/data/shares.ts";
import { useMessages } from "@/messages/index.tsx";
import { answerViewOf, type ChatMessage } from "./chat-message.ts";

interface ShareConversationProps {
  session: Session | undefined;
  /** Those that are shown: one branch. */
  messages: readonly ChatMessage[];
}

/** Shares the branch that is shown inside the organisation. Nothing to see until there is an answer. */
export function ShareConversation({ session, messages }: ShareConversationProps) {
  const t = useMessages();
  const [open, setOpen] = useState(false);
  const lastAnswer = messages.findLast(
    (message) => message.role === "assistant" && answerViewOf(message).state !== undefined,
  );
  if (!session || !lastAnswer) return null;
  const label = session.shared ? t.sharedChats.shared : t.sharedChats.share;
  return (
    <>
      <Tooltip text={t.sharedChats.title} side="bottom">
        <Button variant="ghost" size="small" onClick={() => setOpen(true)} aria-haspopup="dialog">
          {session.shared ? <Users className="text-accent-text" aria-hidden /> : <Share2 aria-hidden />}
          <span className="max-sm:sr-only">{label}</span>
        </Button>
      </Tooltip>
      {open && (
        <Dialog open onOpenChange={setOpen} title={t.sharedChats.title} className="max-w-lg">
          {session.shared ? (
            <SharedAlready sessionId={session.id} lastAnswerId={lastAnswer.id} />
          ) : (
            <NotYetShared sessionId={session.id} lastAnswerId={lastAnswer.id} />
          )}
        </Dialog>
      )}
    </>
  );
}

interface SharingProps {
  sessionId: string;
  /** The last answer that is shown on this page now. */
  lastAnswerId: string;
}

function NotYetShared({ sessionId, lastAnswerId }: SharingProps) {
  const t = useMessages();
  const put = usePutShare(sessionId);
  return (
    <>
      <DialogBody className="grid gap-4">
        <Conditions />
        {put.isError && <Notice tone="danger">{sentenceOf(put.error, t.errors.unknown)}</Notice>}
      </DialogBody>
      <DialogActions>
        <Button variant="primary" busy={put.isPending} onClick={() => put.mutate(lastAnswerId)}>
          <Link2 aria-hidden />
          {t.sharedChats.create}
        </Button>
      </DialogActions>
    </>
  );
}

function SharedAlready({ sessionId, lastAnswerId }: SharingProps) {
  const t = useMessages();
  const share = useShare(sessionId, true);
  const put = usePutShare(sessionId);
  const remove = useDeleteShare(sessionId);
  const [confirming, setConfirming] = useState(false);

  if (!share.data) {
    return (
      <DialogBody className="grid min-h-48 content-start gap-3">
        {share.isError ? (
          <LoadFailure error={share.error} onRetry={() => share.refetch()} />
        ) : (
          <>
            <Skeleton className="h-9" />
            <Skeleton className="h-4 w-2/3" />
          </>
        )}
      </DialogBody>
    );
  }

  const { link, title, message_id: shownTo, created_at: since, updated_at: updated } = share.data;
  const behind = shownTo !== lastAnswerId;
  const dates = [t.sharedChats.since(formatDate(since, t.language))];
  if (formatDate(since, t.language) !== formatDate(updated, t.language)) {
    dates.push(t.sharedChats.updated(formatDate(updated, t.language)));
  }

  async function stop() {
    await remove.mutateAsync();
    showToast(t.sharedChats.stopped);
  }

  return (
    <>
      <DialogBody className="grid gap-4">
        <div className="grid gap-2">
          <CopyField
            label={t.sharedChats.link}
            value={window.location.origin + link}
            action={t.sharedChats.copy}
            failure={t.sharedChats.copyFailure}
          />
          <p className="text-[0.8125rem] text-muted-foreground [overflow-wrap:anywhere]">
            {t.sharedChats.readersTitle(title)} {dates.join(" ")}
          </p>
        </div>
        {behind && (
          <Notice
            tone="warning"
            action={
              <Button size="small" busy={put.isPending} onClick={() => put.mutate(lastAnswerId)}>
                {t.sharedChats.renew}
              </Button>
            }
          >
            {t.sharedChats.behind}
          </Notice>
        )}
        <p role="status" className="text-[0.8125rem] text-success-text empty:hidden">
          {put.isSuccess && !behind && t.sharedChats.renewed}
        </p>
        {put.isError && <Notice tone="danger">{sentenceOf(put.error, t.errors.unknown)}</Notice>}
        <Conditions />
      </DialogBody>
      <DialogActions>
        <Button variant="ghost" className="-ms-3.5 me-auto text-danger-text" onClick={() => setConfirming(true)}>
          {t.sharedChats.stop}
        </Button>
        <Button asChild>
          <Link href={link} target="_blank">
            <ExternalLink aria-hidden />
            {t.sharedChats.open}
          </Link>
        </Button>
      </DialogActions>
      <ConfirmDialog
        open={confirming}
        onOpenChange={setConfirming}
        title={t.sharedChats.stopTitle}
        description={t.sharedChats.stopText}
        action={t.sharedChats.stop}
        onConfirm={stop}
      />
    </>
  );
}

/** Who will see what. */
function Conditions() {
  const t = useMessages();
  return (
    <ul className="grid gap-3">
      <Condition icon={Users}>{t.sharedChats.who}</Condition>
      <Condition icon={MessagesSquare}>{t.sharedChats.what}</Condition>
      <Condition icon={EyeOff}>{t.sharedChats.withheld}</Condition>
      <Condition icon={Clock}>{t.sharedChats.later}</Condition>
    </ul>
  );
}

function Condition({ icon: Icon, children }: { icon: LucideIcon; children: ReactNode }) {
  return (
    <li className="flex gap-3">
      <Icon className="mt-0.5 size-4 shrink-0 text-muted-foreground" aria-hidden />
      <span className="text-pretty">{children}</span>
    </li>
  );
}
