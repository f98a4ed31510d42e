"use client";
import type { SharedMessage, SharedSession } from "@eai/contract";
import { useCallback, useMemo, useState } from "react";
import { answerViewOf, fromStored } from "@/components/chat/chat-message.ts";
import { CitationsPanel } from "@/components/chat/citations-panel.tsx";
import { DocumentTitle } from "@/components/shell/document-title.tsx";
import { LoadFailure } from "@/components/shell/load-failure.tsx";
import { NotFoundMessage } from "@/components/shell/not-found-message.tsx";
import { PageHeader } from "@/components/shell/page-header.tsx";
import { Avatar } from "@/components/ui/avatar.tsx";
import { Badge } from "@/components/ui/badge.tsx";
import { Notice } from "@/components/ui/notice.tsx";
import { Skeleton } from "@/components/ui/skeleton.tsx";
import { hasStatus } from "@/data/api-error.ts";
import { formatDate } from "@/data/format.ts";
import { useSharedMessages, useSharedSession } from "@/data/shares.ts";
import { useMessages } from "@/messages/index.tsx";
import { SharedMessages } from "./shared-messages.tsx";

export interface OpenCitation {
  messageId: string;
  number: number;
}

/** A conversation that somebody in the organisation shared: to be read, and nothing else. */
export function SharedConversation({ id }: { id: string }) {
  const t = useMessages();
  const session = useSharedSession(id);
  const messages = useSharedMessages(id);
  const [openCitation, setOpenCitation] = useState<OpenCitation | null>(null);
  const closeCitation = useCallback(() => setOpenCitation(null), []);
  const error = session.error ?? messages.error;
  const cited = messages.data?.find((message) => message.id === openCitation?.messageId);
  const citations = useMemo(() => cited && answerViewOf(fromStored(cited)).citations, [cited]);

  if (hasStatus(error, 404)) {
    return (
      <div className="flex h-full flex-col">
        <PageHeader>
          <h1 className="font-semibold">{t.sharedChats.pageTitle}</h1>
        </PageHeader>
        <NotFoundMessage title={t.sharedChats.notFoundTitle} text={t.sharedChats.notFound} />
      </div>
    );
  }

  return (
    <div className="flex h-full">
      <DocumentTitle title={session.data?.title} />
      <div className="flex min-w-0 grow flex-col">
        <PageHeader>
          <h1 className="min-w-0 grow truncate font-medium">{session.data?.title ?? t.sharedChats.pageTitle}</h1>
          <Badge>{t.sharedChats.readOnly}</Badge>
        </PageHeader>
        <section
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached with the keyboard
          tabIndex={0}
          aria-label={t.chat.conversation}
          className="min-h-0 grow overflow-y-auto overscroll-contain"
        >
          <div className="mx-auto grid w-full max-w-3xl gap-6 px-4 py-6 md:px-5">
            {error ? (
              <LoadFailure error={error} onRetry={() => Promise.all([session.refetch(), messages.refetch()])} />
            ) : session.data && messages.data ? (
              <>
                <Introduction session={session.data} messages={messages.data} />
                <SharedMessages
                  messages={messages.data}
                  ownerName={session.data.owner_name}
                  openCitation={openCitation}
                  onOpenCitation={setOpenCitation}
                />
              </>
            ) : (
              <ConversationSkeleton />
            )}
          </div>
        </section>
      </div>
      <CitationsPanel
        citations={citations}
        number={openCitation?.number ?? null}
        onStep={(number) => openCitation && setOpenCitation({ ...openCitation, number })}
        onClose={closeCitation}
      />
    </div>
  );
}

function Introduction({ session, messages }: { session: SharedSession; messages: readonly SharedMessage[] }) {
  const t = useMessages();
  const hidden = messages.filter(({ withheld }) => withheld).length;
  return (
    <div className="grid gap-3">
      <p className="flex items-center gap-2.5 text-[0.8125rem] text-muted-foreground">
        <Avatar name={session.owner_name} />
        <span className="[overflow-wrap:anywhere]">
          {t.sharedChats.sharedBy(session.owner_name, formatDate(session.updated_at, t.language))}
        </span>
      </p>
      {hidden > 0 && (
        <Notice title={t.sharedChats.hiddenCount(hidden)}>{t.sharedChats.hiddenHint(session.owner_name)}</Notice>
      )}
    </div>
  );
}

function ConversationSkeleton() {
  const t = useMessages();
  return (
    <div className="grid gap-6" aria-busy>
      <span className="sr-only">{t.common.loading}</span>
      <Skeleton className="h-7 w-56" />
      <Skeleton className="ms-auto h-10 w-2/5 rounded-2xl" />
      <Skeleton className="h-4 w-11/12" />
      <Skeleton className="-mt-3 h-4 w-4/5" />
      <Skeleton className="-mt-3 h-4 w-3/5" />
    </div>
  );
}
