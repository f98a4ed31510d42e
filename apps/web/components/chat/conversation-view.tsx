"use client";
import { Suspense, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { DocumentTitle } from "@/components/shell/document-title.tsx";
import { LoadFailure } from "@/components/shell/load-failure.tsx";
import { NotFoundMessage } from "@/components/shell/not-found-message.tsx";
import { PageHeader } from "@/components/shell/page-header.tsx";
import { showToast } from "@/components/ui/toast.tsx";
import { hasStatus, sentenceOf } from "@/data/api-error.ts";
import { useSession } from "@/data/sessions.ts";
import { useMessages } from "@/messages/index.tsx";
import { BudgetNotice } from "./budget-notice.tsx";
import { answerViewOf, type ChatMessage } from "./chat-message.ts";
import { CitationsPanel } from "./citations-panel.tsx";
import { Composer, useAttaching } from "./composer/composer.tsx";
import { DropArea } from "./composer/drop-area.tsx";
import { UsageRing } from "./composer/usage-ring.tsx";
import { useComposer } from "./composer/use-composer.ts";
import type { Conversation } from "./conversation.ts";
import { ConversationSkeleton } from "./conversation-skeleton.tsx";
import { messagesOf, shownTurns, type Turn } from "./conversation-tree.ts";
import { EmptyChat } from "./empty-chat.tsx";
import { KnowledgeBasePicker } from "./knowledge-base-picker.tsx";
import { loadMessageList, messageList } from "./load-message-list.tsx";
import { ModelPicker } from "./model-picker.tsx";
import { ShareConversation } from "./share-conversation.tsx";
import type { TurnActions } from "./turn-view.tsx";
import { useChoices } from "./use-choices.ts";
import { useConversation } from "./use-conversation.ts";

export interface OpenCitation {
  messageId: string;
  number: number;
}

/** A conversation: messages, composer, and the sources of an answer at the side. */
export function ConversationView({ conversation }: { conversation: Conversation }) {
  const t = useMessages();
  const { messages, answering, loading, loadError, reload } = useConversation(conversation);
  const session = useSession(conversation.sessionId);
  const choices = useChoices(conversation.sessionId, session.data);
  const [openCitation, setOpenCitation] = useState<OpenCitation | null>(null);
  const closeCitation = useCallback(() => setOpenCitation(null), []);
  const turns = useTurns(conversation, messages);
  const shown = useMemo(() => messagesOf(turns), [turns]);
  const composer = useComposer({
    conversation,
    turns,
    choices: choices.forRequest,
    answering,
    disabled: loading || (conversation.reconnecting && !answering),
  });
  const { attach, mayAttach } = useAttaching(composer);
  useLoadedAhead(conversation, composer.draft.text !== "");
  const actions = useTurnActions(conversation, choices, setOpenCitation, reload);
  const cited = openCitation && messages.find((message) => message.id === openCitation.messageId);
  const title = session.data?.title;
  const MessageList = messageList();

  if (hasStatus(loadError, 404)) {
    return (
      <div className="flex h-full flex-col">
        <PageHeader>
          <h1 className="font-semibold">{t.chat.title}</h1>
        </PageHeader>
        <NotFoundMessage
          title={t.chat.notFoundTitle}
          text={t.chat.notFound}
          action={{ href: "/chat", label: t.shell.newChat }}
        />
      </div>
    );
  }

  function stop() {
    conversation.stop().catch((error: unknown) => showToast(sentenceOf(error, t.errors.unknown), "danger"));
  }

  const refusal = conversation.returned && !answering ? conversation.refusal() : undefined;
  const empty = !loading && !loadError && messages.length === 0;
  return (
    <DropArea disabled={!mayAttach} onFiles={attach}>
      <div className="flex h-full">
        <DocumentTitle title={title} />
        <div className="flex min-w-0 grow flex-col">
          <PageHeader>
            <h1 className="min-w-0 grow truncate font-medium">{title ?? t.shell.newChat}</h1>
            <ShareConversation session={session.data} messages={shown} />
            <ModelPicker value={choices.model} onChange={choices.setModel} />
          </PageHeader>
          <BudgetNotice />
          {loading && <ConversationSkeleton />}
          {loadError !== undefined && messages.length === 0 && (
            <div className="grow overflow-y-auto">
              <LoadFailure error={loadError} onRetry={() => reload()} />
            </div>
          )}
          {empty && <EmptyChat chosen={choices.knowledgeBaseIds.length > 0} onAsk={composer.askText} />}
          {messages.length > 0 && (
            <Suspense fallback={<ConversationSkeleton />}>
              <MessageList
                conversation={conversation}
                turns={turns}
                newest={messages.at(-1)}
                answering={answering}
                openCitation={openCitation}
                actions={actions}
                onAskAgain={() => conversation.askAgain(choices.forRequest())}
              />
            </Suspense>
          )}
          <Composer
            composer={composer}
            conversationKey={conversation.key}
            refusal={refusal}
            answering={answering}
            onStop={stop}
            onChooseKnowledgeBase={choices.addKnowledgeBase}
            onChooseModel={choices.setModel}
            onClearKnowledgeBases={() => choices.setKnowledgeBaseIds([])}
            picker={<KnowledgeBasePicker value={choices.knowledgeBaseIds} onChange={choices.setKnowledgeBaseIds} />}
            gauge={<UsageRing messages={messages} turns={turns} model={choices.currentModel} />}
          />
        </div>
        <CitationsPanel
          citations={cited ? answerViewOf(cited).citations : undefined}
          number={openCitation?.number ?? null}
          onStep={(number) => openCitation && setOpenCitation({ ...openCitation, number })}
          onClose={closeCitation}
        />
      </div>
    </DropArea>
  );
}

/** Loads what a first question needs while it is being written. */
function useLoadedAhead(conversation: Conversation, isWriting: boolean): void {
  useEffect(() => {
    if (!isWriting) return;
    conversation.prepare();
    loadMessageList().catch(() => {});
  }, [conversation, isWriting]);
}

/** The branch that is shown: found anew when the messages or the choices change. */
function useTurns(conversation: Conversation, messages: readonly ChatMessage[]): Turn[] {
  const { choices } = conversation;
  return useMemo(() => shownTurns(messages, choices), [messages, choices]);
}

/** The same functions as long as the conversation is shown: a message is not drawn again because of them. */
function useTurnActions(
  conversation: Conversation,
  choices: ReturnType<typeof useChoices>,
  onOpen: (citation: OpenCitation) => void,
  onLookAgain: () => void,
): TurnActions {
  const t = useMessages();
  const latest = useRef({ choices, onLookAgain });
  latest.current = { choices, onLookAgain };
  return useMemo(() => {
    const options = () => latest.current.choices.forRequest();
    return {
      onOpenCitation: (messageId, number) => onOpen({ messageId, number }),
      onChoose: (parentId, questionId) => conversation.choose(parentId, questionId),
      onEdit: (questionId, text) => conversation.editAndAsk(questionId, text, options()),
      onRegenerate: (messageId, how) => conversation.regenerate(messageId, { ...options(), ...how }),
      onContinue: () => conversation.ask(t.answers.trouble.continueQuestion, options()),
      onLookAgain: () => latest.current.onLookAgain(),
    };
  }, [conversation, onOpen, t]);
}
