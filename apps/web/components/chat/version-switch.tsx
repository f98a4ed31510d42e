"use client";
import { ChevronLeft, ChevronRight } from "lucide-react";
import { useMessages } from "@/messages/index.tsx";
import type { Versions } from "./conversation-tree.ts";

interface VersionSwitchProps {
  kind: "question" | "answer";
  versions: Versions;
  onChoose: (questionId: string) => void;
}

/** `‹ 2/3 ›`: steps through questions or answers in the same place. */
export function VersionSwitch({ kind, versions: { position, questionIds }, onChoose }: VersionSwitchProps) {
  const t = useMessages();
  const words = t.answers.versions;
  if (questionIds.length < 2) return null;
  const [before, after] = [questionIds[position - 1], questionIds[position + 1]];
  const isQuestion = kind === "question";
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for forms
    <div
      role="group"
      aria-label={isQuestion ? words.ofQuestion : words.ofAnswer}
      className="flex items-center text-muted-foreground text-xs"
    >
      <StepButton label={isQuestion ? words.previousQuestion : words.previousAnswer} to={before} onChoose={onChoose}>
        <ChevronLeft className="size-4 rtl:rotate-180" aria-hidden />
      </StepButton>
      <span className="min-w-7 text-center tabular-nums" role="status">
        <span aria-hidden>{words.short(position + 1, questionIds.length)}</span>
        <span className="sr-only">{words.position(position + 1, questionIds.length)}</span>
      </span>
      <StepButton label={isQuestion ? words.nextQuestion : words.nextAnswer} to={after} onChoose={onChoose}>
        <ChevronRight className="size-4 rtl:rotate-180" aria-hidden />
      </StepButton>
    </div>
  );
}

interface StepButtonProps {
  label: string;
  to: string | undefined;
  onChoose: (questionId: string) => void;
  children: React.ReactNode;
}

/** Stays where it is at the end of the row, so that the focus is not lost. */
function StepButton({ label, to, onChoose, children }: StepButtonProps) {
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      aria-disabled={to === undefined}
      onClick={() => to !== undefined && onChoose(to)}
      className="inline-flex size-7 items-center justify-center rounded-md hover:bg-hover hover:text-foreground aria-disabled:opacity-40 aria-disabled:hover:bg-transparent"
    >
      {children}
    </button>
  );
}
