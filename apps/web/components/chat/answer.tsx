"use client";
import { lazy, memo, Suspense, useMemo } from "react";
import { useMessages } from "@/messages/index.tsx";
import { AnswerFeedback } from "./answer-feedback.tsx";
import { AnswerFooter } from "./answer-footer.tsx";
import { AnswerNotices, type AskAgain } from "./answer-notices.tsx";
import { AnswerProgress } from "./answer-progress.tsx";
import { type AnswerView, answerViewOf, type ChatMessage } from "./chat-message.ts";
import { CitationsProvider } from "./citation-chip.tsx";

const AnswerMarkdown = lazy(() => import("./markdown/answer-markdown.tsx"));

interface AnswerProps {
  message: ChatMessage;
  /** It is being streamed into this page now. */
  writing: boolean;
  /** If it has no end: nothing more will come by itself. */
  lost: boolean;
  /** What the stream said when it ended in an error; a stored answer brings its own. */
  failureText: string | undefined;
  openNumber: number | null;
  onOpenCitation: (number: number) => void;
  onAskAgain: AskAgain | undefined;
  /** Null until the conversation is stored. */
  sessionId: string | null;
  /** What it answers. */
  question: string;
}

/** One answer: text with citations, what there is to say about it, and what can be done with it. */
export const Answer = memo(function Answer({
  message,
  writing,
  lost,
  failureText,
  openNumber,
  onOpenCitation,
  onAskAgain,
  sessionId,
  question,
}: AnswerProps) {
  const t = useMessages();
  // The AI SDK changes the message in place and hands out copies; the object is new whenever something changed.
  const view: AnswerView = useMemo(() => answerViewOf(message), [message]);
  const citationState = useMemo(
    () => ({ citations: view.citations, openNumber, onOpen: onOpenCitation }),
    [view.citations, openNumber, onOpenCitation],
  );
  return (
    <article className="grid min-w-0 gap-3" aria-busy={writing}>
      <h2 className="sr-only">{t.chat.assistant}</h2>
      {writing && view.text === "" && <AnswerProgress stage={view.stage} />}
      {view.text !== "" && (
        <CitationsProvider value={citationState}>
          <Suspense fallback={<p className="answer whitespace-pre-wrap">{view.text}</p>}>
            <AnswerMarkdown text={view.text} writing={writing} unsupported={view.unsupported} />
          </Suspense>
        </CitationsProvider>
      )}
      <AnswerNotices
        view={view}
        lost={lost && view.state === undefined}
        failureText={failureText}
        onAskAgain={onAskAgain}
      />
      {!writing && view.text !== "" && (
        <AnswerFooter view={view} onOpenCitation={onOpenCitation}>
          {sessionId && view.state !== undefined && (
            <AnswerFeedback
              sessionId={sessionId}
              messageId={message.id}
              question={question}
              given={message.metadata?.feedback?.rating ?? null}
            />
          )}
        </AnswerFooter>
      )}
    </article>
  );
});
