"use client";
import { ArrowDown } from "lucide-react";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { IconButton } from "@/components/ui/icon-button.tsx";
import { useMessages } from "@/messages/index.tsx";
import { Answer } from "./answer.tsx";
import type { AskAgain } from "./answer-notices.tsx";
import { AnswerProgress } from "./answer-progress.tsx";
import { type ChatMessage, questionTextOf } from "./chat-message.ts";
import { QuestionContext } from "./composer/question-context.tsx";
import type { Conversation } from "./conversation.ts";
import type { OpenCitation } from "./conversation-view.tsx";
import { RefusalNotice } from "./refusal-notice.tsx";
import { useStickToEnd } from "./use-stick-to-end.ts";

/** Messages drawn at first; a long conversation shows its earlier ones on demand. */
const drawnAtFirst = 60;

interface MessageListProps {
  conversation: Conversation;
  messages: ChatMessage[];
  answering: boolean;
  openCitation: OpenCitation | null;
  onOpenCitation: (citation: OpenCitation) => void;
  onAskAgain: AskAgain;
}

/** The messages of a conversation; stays at the end while the reader is there. */
export function MessageList({
  conversation,
  messages,
  answering,
  openCitation,
  onOpenCitation,
  onAskAgain,
}: MessageListProps) {
  const t = useMessages();
  const [drawn, setDrawn] = useState(drawnAtFirst);
  const scroller = useRef<HTMLDivElement>(null);
  const last = messages.at(-1);
  const lastQuestionId = messages.findLast((message) => message.role === "user")?.id;
  const { atEnd, goToEnd } = useStickToEnd(scroller, lastQuestionId);
  const refusal = answering || conversation.returned ? undefined : conversation.refusal();
  const shown = messages.slice(-drawn);

  return (
    <div className="relative min-h-0 grow">
      <div ref={scroller} className="h-full overflow-y-auto overscroll-contain" tabIndex={-1}>
        <div
          role="log"
          aria-live="off"
          aria-label={t.chat.conversation}
          className="mx-auto grid w-full max-w-3xl gap-6 px-4 py-6 md:px-5"
        >
          {messages.length > drawn && (
            <button
              type="button"
              onClick={() => setDrawn(drawn * 2)}
              className="justify-self-center rounded-md px-3 py-1 text-muted-foreground hover:bg-hover"
            >
              {t.chat.loadOlder}
            </button>
          )}
          {shown.map((message, index) =>
            message.role === "user" ? (
              <Question key={message.id} message={message} messages={messages} />
            ) : (
              <AnswerEntry
                key={message.id}
                message={message}
                writing={answering && message === last}
                lost={!answering && message === last && !conversation.reconnecting}
                openNumber={openCitation?.messageId === message.id ? openCitation.number : null}
                failureText={message === last ? conversation.failureText() : undefined}
                onOpenCitation={onOpenCitation}
                onAskAgain={message === last && !answering ? onAskAgain : undefined}
                sessionId={conversation.sessionId}
                question={questionBefore(shown, index)}
              />
            ),
          )}
          {answering && last?.role === "user" && <AnswerProgress stage={undefined} />}
          {conversation.reconnecting && !answering && (
            <p className="text-[0.8125rem] text-muted-foreground">{t.chat.reconnecting}</p>
          )}
          {refusal && <RefusalNotice refusal={refusal} onAskAgain={() => onAskAgain(true)} />}
        </div>
      </div>
      <AnswerAnnouncer answering={answering} />
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

function Question({ message, messages }: { message: ChatMessage; messages: readonly ChatMessage[] }) {
  const t = useMessages();
  return (
    <article className="flex flex-col items-end">
      <h2 className="sr-only">{t.chat.you}</h2>
      <QuestionContext question={message} messages={messages} />
      <p className="max-w-[85%] whitespace-pre-wrap rounded-2xl rounded-br-md bg-muted px-4 py-2.5 text-[0.9375rem] leading-relaxed [overflow-wrap:anywhere]">
        {questionTextOf(message)}
      </p>
    </article>
  );
}

interface AnswerEntryProps {
  message: ChatMessage;
  writing: boolean;
  lost: boolean;
  failureText: string | undefined;
  openNumber: number | null;
  onOpenCitation: (citation: OpenCitation) => void;
  onAskAgain: AskAgain | undefined;
  sessionId: string | null;
  question: string;
}

function AnswerEntry({ message, onOpenCitation, ...rest }: AnswerEntryProps) {
  const open = useCallback(
    (number: number) => onOpenCitation({ messageId: message.id, number }),
    [message.id, onOpenCitation],
  );
  return <Answer message={message} onOpenCitation={open} {...rest} />;
}

function questionBefore(messages: readonly ChatMessage[], index: number): string {
  const before = messages[index - 1];
  return before?.role === "user" ? questionTextOf(before) : "";
}

/** Tells people who do not see the page when an answer begins and ends; its text is not read out word by word. */
function AnswerAnnouncer({ answering }: { answering: boolean }) {
  const t = useMessages();
  const before = useRef(answering);
  const [ended, setEnded] = useState(false);
  useEffect(() => {
    if (before.current && !answering) setEnded(true);
    if (answering) setEnded(false);
    before.current = answering;
  }, [answering]);
  const text = useMemo(() => {
    if (answering) return t.chat.answerStarted;
    return ended ? t.chat.answerDone : "";
  }, [answering, ended, t]);
  return (
    <p role="status" aria-live="polite" className="sr-only">
      {text}
    </p>
  );
}
