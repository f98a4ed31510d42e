"use client";
import { ArrowDown } from "lucide-react";
import { useRef } from "react";
import { IconButton } from "@/components/ui/icon-button.tsx";
import { useOnline } from "@/data/online.ts";
import { useMessages } from "@/messages/index.tsx";
import { AnswerAnnouncer } from "./answer-announcer.tsx";
import { AnswerProgress } from "./answer-progress.tsx";
import { AnsweringProvider } from "./answering-context.tsx";
import type { ChatMessage } from "./chat-message.ts";
import type { Conversation } from "./conversation.ts";
import type { Turn } from "./conversation-tree.ts";
import type { OpenCitation } from "./conversation-view.tsx";
import { QuestionJump } from "./question-jump.tsx";
import { RefusalNotice } from "./refusal-notice.tsx";
import { SelectionToolbar } from "./selection-toolbar.tsx";
import { type TurnActions, TurnView } from "./turn-view.tsx";
import { useMessageLink } from "./use-message-link.ts";
import { useStickToEnd } from "./use-stick-to-end.ts";

/** Turns at the end that are drawn at once; earlier ones when they come near. */
const drawnAtFirst = 3;

export interface MessageListProps {
  conversation: Conversation;
  turns: readonly Turn[];
  /** The newest message of all branches, as it is drawn now. */
  newest: ChatMessage | undefined;
  answering: boolean;
  openCitation: OpenCitation | null;
  actions: TurnActions;
  onAskAgain: () => void;
}

/** The messages of a conversation; stays at the end while the reader is there. */
export default function MessageList({
  conversation,
  turns,
  newest,
  answering,
  openCitation,
  actions,
  onAskAgain,
}: MessageListProps) {
  const t = useMessages();
  const scroller = useRef<HTMLDivElement>(null);
  const online = useOnline();
  const last = turns.at(-1);
  const { atEnd, goToEnd } = useStickToEnd(scroller, conversation.askedAt);
  const goTo = useMessageLink(conversation, conversation.loaded);
  const refusal = answering || conversation.returned ? undefined : conversation.refusal();
  const isOnPath = last?.answer === newest || last?.question === newest;
  const failureText = conversation.failureText();

  return (
    <div className="relative min-h-0 grow">
      <div ref={scroller} className="h-full overflow-y-auto overscroll-contain" tabIndex={-1}>
        <div
          role="log"
          aria-live="off"
          aria-label={t.chat.conversation}
          className="mx-auto grid w-full max-w-3xl gap-8 px-4 py-6 md:px-5"
        >
          <AnsweringProvider value={answering || conversation.reconnecting}>
            {turns.map((turn, index) => {
              const isNewest = turn.answer !== undefined && turn.answer === newest;
              return (
                <TurnView
                  key={turn.question.metadata?.key ?? turn.question.id}
                  state={conversation.state}
                  turn={turn}
                  before={turns[index - 1]?.question}
                  actions={actions}
                  scroller={scroller}
                  initiallyNear={index >= turns.length - drawnAtFirst}
                  isLast={index === turns.length - 1}
                  writing={answering && isNewest}
                  since={isNewest ? conversation.askedAt : 0}
                  lost={!answering && isNewest && !conversation.reconnecting}
                  failureText={isNewest ? failureText : undefined}
                  openNumber={openCitation && openCitation.messageId === turn.answer?.id ? openCitation.number : null}
                  sessionId={conversation.sessionId}
                />
              );
            })}
          </AnsweringProvider>
          {answering && isOnPath && newest?.role === "user" && (
            <AnswerProgress stage={undefined} since={conversation.askedAt} />
          )}
          {conversation.reconnecting && !answering && (
            <p role="status" className="text-[0.8125rem] text-muted-foreground">
              {online ? t.chat.reconnecting : t.answers.trouble.offline}
            </p>
          )}
          {refusal && <RefusalNotice refusal={refusal} onAskAgain={onAskAgain} />}
        </div>
      </div>
      <QuestionJump turns={turns} onJump={goTo} />
      <AnswerAnnouncer
        state={conversation.state}
        answer={isOnPath ? last?.answer : undefined}
        answering={answering}
        failureText={failureText}
      />
      <SelectionToolbar area={scroller} />
      {!atEnd && (
        <IconButton
          variant="secondary"
          label={t.chat.toLatest}
          onClick={goToEnd}
          className="absolute bottom-3 left-1/2 -translate-x-1/2 rounded-full"
        >
          <ArrowDown />
        </IconButton>
      )}
    </div>
  );
}
