"use client";
import { Check, Copy, Pencil } from "lucide-react";
import { type FormEvent, type KeyboardEvent, memo, type ReactNode, useRef, useState } from "react";
import { Button } from "@/components/ui/button.tsx";
import { IconButton } from "@/components/ui/icon-button.tsx";
import { isComposing } from "@/components/ui/is-composing.ts";
import { useCopy } from "@/components/ui/use-copy.ts";
import { useMessages } from "@/messages/index.tsx";
import { useAnswering } from "./answering-context.tsx";
import type { Versions } from "./conversation-tree.ts";
import { VersionSwitch } from "./version-switch.tsx";

interface QuestionProps {
  id: string;
  text: string;
  versions: Versions;
  onChoose: (questionId: string) => void;
  onEdit: (id: string, text: string) => void;
  /** What it was asked with. */
  children?: ReactNode;
}

/** A question, which can be asked again in other words. */
export const Question = memo(
  function Question({ id, text, versions, onChoose, onEdit, children }: QuestionProps) {
    const t = useMessages();
    const answering = useAnswering();
    const [editing, setEditing] = useState(false);
    const editButton = useRef<HTMLButtonElement>(null);
    const { copied, copy } = useCopy();

    function leave() {
      setEditing(false);
      // The button is there again after this.
      requestAnimationFrame(() => editButton.current?.focus());
    }

    return (
      <article id={id} className="group/question flex scroll-mt-4 flex-col items-end gap-1">
        <h2 className="sr-only">{t.chat.you}</h2>
        {children}
        {editing ? (
          <EditForm
            text={text}
            onCancel={leave}
            onAsk={(next) => {
              setEditing(false);
              onEdit(id, next);
            }}
          />
        ) : (
          <>
            <p className="max-w-[85%] whitespace-pre-wrap rounded-2xl rounded-ee-md bg-muted px-4 py-2.5 text-[0.9375rem] leading-relaxed [overflow-wrap:anywhere]">
              {text}
            </p>
            <div className="flex min-h-7 items-center gap-0.5">
              <div className="flex gap-0.5 transition-opacity group-focus-within/question:opacity-100 group-hover/question:opacity-100 pointer-fine:opacity-0">
                <IconButton
                  label={copied ? t.common.copied : t.answers.question.copy}
                  className="size-7"
                  onClick={() => copy(text)}
                >
                  {copied ? <Check /> : <Copy />}
                </IconButton>
                <IconButton
                  ref={editButton}
                  label={t.answers.question.edit}
                  className="size-7"
                  disabled={answering}
                  onClick={() => setEditing(true)}
                >
                  <Pencil />
                </IconButton>
              </div>
              <VersionSwitch kind="question" versions={versions} onChoose={onChoose} />
            </div>
          </>
        )}
      </article>
    );
  },
  (before, after) =>
    before.id === after.id &&
    before.text === after.text &&
    before.onChoose === after.onChoose &&
    before.onEdit === after.onEdit &&
    before.versions.position === after.versions.position &&
    before.versions.questionIds.join() === after.versions.questionIds.join(),
);

interface EditFormProps {
  text: string;
  onCancel: () => void;
  onAsk: (text: string) => void;
}

const longestQuestion = 100_000;

function EditForm({ text, onCancel, onAsk }: EditFormProps) {
  const t = useMessages();
  const [changed, setChanged] = useState(text);
  const next = changed.trim();
  const sendable = next !== "" && next.length <= longestQuestion;

  function submit(event?: FormEvent) {
    event?.preventDefault();
    if (sendable) onAsk(next);
  }

  function onKeyDown(event: KeyboardEvent) {
    if (isComposing(event)) return;
    if (event.key === "Escape") {
      event.stopPropagation();
      onCancel();
    }
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      submit();
    }
  }

  return (
    <form
      onSubmit={submit}
      className="grid w-full gap-2 rounded-2xl border border-border-strong bg-surface p-2 focus-within:border-ring"
    >
      <textarea
        // biome-ignore lint/a11y/noAutofocus: the person asked to write here
        autoFocus
        value={changed}
        aria-label={t.answers.question.field}
        aria-describedby="edit-question-hint"
        onChange={(event) => setChanged(event.target.value)}
        onKeyDown={onKeyDown}
        onFocus={(event) => event.target.setSelectionRange(text.length, text.length)}
        className="field-sizing-content block max-h-72 min-h-16 w-full resize-none bg-transparent px-2 py-1 text-base leading-relaxed outline-none sm:text-[0.9375rem]"
      />
      <div className="flex flex-wrap items-center justify-end gap-2">
        <p id="edit-question-hint" className="min-w-0 grow px-2 text-muted-foreground text-xs">
          {changed.trim().length > longestQuestion ? t.chat.tooLong : t.answers.question.hint}
        </p>
        <Button size="small" variant="ghost" onClick={onCancel}>
          {t.common.cancel}
        </Button>
        <Button size="small" variant="primary" type="submit" disabled={!sendable}>
          {t.answers.question.ask}
        </Button>
      </div>
    </form>
  );
}
