"use client";
import type { Citation } from "@eai/contract";
import { lazy, memo, Suspense, useMemo, useRef } from "react";
import { useMessages } from "@/messages/index.tsx";
import { AnswerFeedback } from "./answer-feedback.tsx";
import { AnswerFooter } from "./answer-footer.tsx";
import { AnswerNotices } from "./answer-notices.tsx";
import { AnswerProgress } from "./answer-progress.tsx";
import { type AnswerView, answerViewOf, type ChatMessage } from "./chat-message.ts";
import { CitationsProvider } from "./citation-chip.tsx";
import type { Versions } from "./conversation-tree.ts";
import { CopyButtons } from "./copy-buttons.tsx";
import { type AnswerAnew, RegenerateMenu } from "./regenerate-menu.tsx";
import { VersionSwitch } from "./version-switch.tsx";

const AnswerMarkdown = lazy(() => import("./markdown/answer-markdown.tsx"));

interface AnswerProps {
  message: ChatMessage;
  versions: Versions;
  /** False while it is far from what is read: then its text stands for it, so that it can be found. */
  drawn: boolean;
  /** It is being streamed into this page now. */
  writing: boolean;
  /** When it was asked, by the clock of this page. */
  since: number;
  /** If it has no end: nothing more will come by itself. */
  lost: boolean;
  /** What the stream said when it ended in an error; a stored answer brings its own. */
  failureText: string | undefined;
  openNumber: number | null;
  onOpenCitation: (messageId: string, number: number) => void;
  onChoose: (questionId: string) => void;
  /** Left out where an answer is only read. */
  onRegenerate: ((messageId: string, how: AnswerAnew) => void) | undefined;
  /** Left out where something follows. */
  onContinue: (() => void) | undefined;
  onLookAgain: (() => void) | undefined;
  /** Null until the conversation is stored. */
  sessionId: string | null;
  /** What it answers. */
  question: string;
}

/** One answer: text with citations, what there is to say about it, and what can be done with it. */
export const Answer = memo(function Answer({
  message,
  versions,
  drawn,
  writing,
  since,
  lost,
  failureText,
  openNumber,
  onOpenCitation,
  onChoose,
  onRegenerate,
  onContinue,
  onLookAgain,
  sessionId,
  question,
}: AnswerProps) {
  const t = useMessages();
  // The AI SDK changes the message in place and hands out copies; the object is new whenever something changed.
  const view: AnswerView = useMemo(() => answerViewOf(message), [message]);
  const citations = useSameCitations(view.citations);
  const citationState = useMemo(
    () => ({ citations, openNumber, onOpen: (number: number) => onOpenCitation(message.id, number) }),
    [citations, openNumber, onOpenCitation, message.id],
  );
  const regenerate = onRegenerate && ((how: AnswerAnew) => onRegenerate(message.id, how));
  return (
    <article id={message.id} className="grid min-w-0 scroll-mt-4 gap-3" aria-busy={writing}>
      <h2 className="sr-only">{t.chat.assistant}</h2>
      {writing && view.text === "" && <AnswerProgress stage={view.stage} since={since} />}
      {view.text !== "" && !drawn && <p className="answer whitespace-pre-wrap">{view.text}</p>}
      {view.text !== "" && drawn && (
        <CitationsProvider value={citationState}>
          <div data-answer-text="">
            <Suspense fallback={<p className="answer whitespace-pre-wrap">{view.text}</p>}>
              <AnswerMarkdown text={view.text} writing={writing} unsupported={view.unsupported} />
            </Suspense>
          </div>
        </CitationsProvider>
      )}
      {writing && view.text !== "" && <AnswerProgress stage={view.stage} since={since} writing />}
      {drawn && (
        <AnswerNotices
          view={view}
          lost={lost && view.state === undefined}
          failureText={failureText}
          onRegenerate={regenerate}
          onContinue={onContinue}
          onLookAgain={onLookAgain}
        />
      )}
      {drawn && !writing && (
        <AnswerFooter view={view} onOpenCitation={citationState.onOpen}>
          <VersionSwitch kind="answer" versions={versions} onChoose={onChoose} />
          {view.text !== "" && <CopyButtons view={view} sessionId={sessionId} messageId={message.id} />}
          {regenerate && <RegenerateMenu model={view.usage?.model} onRegenerate={regenerate} />}
          {sessionId && view.text !== "" && view.state !== undefined && (
            <AnswerFeedback
              sessionId={sessionId}
              messageId={message.id}
              question={question}
              given={message.metadata?.feedback ?? null}
            />
          )}
        </AnswerFooter>
      )}
    </article>
  );
}, sameProps);

/** The same map as long as it holds the same: with another one all that was drawn is searched for what depends on it. */
function useSameCitations(citations: ReadonlyMap<number, Citation>): ReadonlyMap<number, Citation> {
  const before = useRef(citations);
  const isSame =
    before.current.size === citations.size &&
    [...citations].every(([number, citation]) => before.current.get(number) === citation);
  if (!isSame) before.current = citations;
  return before.current;
}

function sameProps(before: AnswerProps, after: AnswerProps): boolean {
  const { versions: earlier, ...one } = before;
  const { versions: later, ...other } = after;
  const keys = Object.keys(one) as (keyof typeof one)[];
  return (
    earlier.position === later.position &&
    earlier.questionIds.join() === later.questionIds.join() &&
    keys.every((key) => Object.is(one[key], other[key]))
  );
}
