"use client";
import { type CSSProperties, memo, type RefObject, useMemo, useRef } from "react";
import { Answer } from "./answer.tsx";
import { type ChatMessage, questionTextOf } from "./chat-message.ts";
import { QuestionContext } from "./composer/question-context.tsx";
import type { ConversationState } from "./conversation-state.ts";
import type { Turn } from "./conversation-tree.ts";
import { Question } from "./question.tsx";
import type { AnswerAnew } from "./regenerate-menu.tsx";
import { estimatedTurnSize } from "./turn-size.ts";
import { useGrowingAnswer } from "./use-growing-answer.ts";
import { useNear } from "./use-near.ts";

/** What can be done in a turn; the same functions for as long as the conversation is shown. */
export interface TurnActions {
  onOpenCitation: (messageId: string, number: number) => void;
  onChoose: (parentId: string | null, questionId: string) => void;
  onEdit: (questionId: string, text: string) => void;
  onRegenerate: (messageId: string, how: AnswerAnew) => void;
  onContinue: () => void;
  onLookAgain: () => void;
}

interface TurnViewProps {
  state: ConversationState;
  turn: Turn;
  /** The question before it on the path. */
  before: ChatMessage | undefined;
  actions: TurnActions;
  scroller: RefObject<HTMLElement | null>;
  /** Near the end, where reading begins. */
  initiallyNear: boolean;
  /** Nothing follows on the path. */
  isLast: boolean;
  /** Its answer is being written. */
  writing: boolean;
  since: number;
  lost: boolean;
  failureText: string | undefined;
  openNumber: number | null;
  sessionId: string | null;
}

/** A question and its answer. */
export const TurnView = memo(function TurnView(props: TurnViewProps) {
  const { state, turn, before, actions, scroller, initiallyNear, isLast, writing, ...rest } = props;
  const { question, parentId, questionVersions, answerVersions } = turn;
  const answer = useGrowingAnswer(state, turn.answer, writing);
  const element = useRef<HTMLDivElement>(null);
  const near = useNear(element, scroller, initiallyNear || writing);
  const questionText = questionTextOf(question);
  const onChoose = useMemo(() => (id: string) => actions.onChoose(parentId, id), [actions, parentId]);
  // Of an answer that grows only the beginning counts: it is drawn, and has its own size.
  const size = useMemo(
    () => (near ? undefined : estimatedTurnSize(questionText, answer ? questionTextOf(answer) : "")),
    [near, questionText, answer],
  );
  const style = size === undefined ? undefined : ({ "--turn-size": `${size}px` } as CSSProperties);
  return (
    <div ref={element} className={isLast ? "grid gap-2" : "turn grid gap-2"} style={style}>
      <Question
        id={question.id}
        text={questionText}
        versions={questionVersions}
        onChoose={onChoose}
        onEdit={actions.onEdit}
      >
        <QuestionContext question={question} before={before} />
      </Question>
      {answer && (
        <Answer
          message={answer}
          versions={answerVersions}
          drawn={near}
          writing={writing}
          onOpenCitation={actions.onOpenCitation}
          onChoose={onChoose}
          onRegenerate={actions.onRegenerate}
          onContinue={isLast ? actions.onContinue : undefined}
          onLookAgain={actions.onLookAgain}
          question={questionText}
          {...rest}
        />
      )}
    </div>
  );
}, sameTurn);

function sameTurn(before: TurnViewProps, after: TurnViewProps): boolean {
  const { turn: earlier, ...one } = before;
  const { turn: later, ...other } = after;
  const keys = Object.keys(one) as (keyof typeof one)[];
  return (
    earlier.question === later.question &&
    earlier.answer === later.answer &&
    earlier.parentId === later.parentId &&
    sameVersions(earlier.questionVersions, later.questionVersions) &&
    sameVersions(earlier.answerVersions, later.answerVersions) &&
    keys.every((key) => Object.is(one[key], other[key]))
  );
}

function sameVersions(one: Turn["questionVersions"], other: Turn["questionVersions"]): boolean {
  return one.position === other.position && one.questionIds.join() === other.questionIds.join();
}
