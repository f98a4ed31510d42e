"use client";
import { ArrowUp, Square } from "lucide-react";
import { type FormEvent, type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from "react";
import { Button } from "@/components/ui/button.tsx";
import { readDraft, writeDraft } from "@/data/drafts.ts";
import { useMessages } from "@/messages/index.tsx";
import { onInsertion } from "./composer-insertion.ts";
import type { Refusal, ReturnedQuestion } from "./conversation.ts";
import { RefusalNotice } from "./refusal-notice.tsx";

const longestQuestion = 100_000;
const tallestPixels = 240;

interface ComposerProps {
  sessionId: string | null;
  /** Another value: another conversation, with its own draft. */
  draftKey: string;
  /** A question that was refused for now: it is put back into the box. */
  returned: ReturnedQuestion | undefined;
  /** Why it was. */
  refusal: Refusal | undefined;
  answering: boolean;
  disabled: boolean;
  onAsk: (text: string) => void;
  onStop: () => void;
  /** What is chosen beside the text. */
  children: ReactNode;
}

/** Where a question is written: grows with it, sends with Enter, keeps the draft. */
export function Composer(props: ComposerProps) {
  const { sessionId, draftKey, returned, refusal, answering, disabled, onAsk, onStop, children } = props;
  const t = useMessages();
  const [text, setText] = useState("");
  const area = useRef<HTMLTextAreaElement>(null);
  const tooLong = text.length > longestQuestion;
  const sendable = text.trim() !== "" && !tooLong && !answering && !disabled;

  // biome-ignore lint/correctness/useExhaustiveDependencies: a draft is read once for each conversation
  useEffect(() => {
    setText(readDraft(sessionId));
    if (window.matchMedia("(hover: hover)").matches) area.current?.focus();
  }, [draftKey]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: put back once for each refusal
  useEffect(() => {
    if (returned) change([returned.text, text].filter(Boolean).join("\n"));
  }, [returned]);

  // What is quoted from an answer comes below what is written.
  useEffect(() =>
    onInsertion((inserted) => {
      change([text.trimEnd(), inserted].filter(Boolean).join("\n\n"));
      area.current?.focus();
    }),
  );

  // biome-ignore lint/correctness/useExhaustiveDependencies: the height follows the text
  useEffect(() => {
    const element = area.current;
    if (!element) return;
    element.style.height = "auto";
    element.style.height = `${Math.min(element.scrollHeight, tallestPixels)}px`;
  }, [text]);

  function change(next: string) {
    setText(next);
    writeDraft(sessionId, next);
  }

  function submit(event?: FormEvent) {
    event?.preventDefault();
    if (!sendable) return;
    onAsk(text.trim());
    change("");
  }

  function onKeyDown(event: KeyboardEvent) {
    // While an input method composes a character, Enter chooses it. 229: the same in Safari.
    const composing = event.nativeEvent.isComposing || event.keyCode === 229;
    if (event.key !== "Enter" || event.shiftKey || composing) return;
    event.preventDefault();
    submit();
  }

  return (
    <div className="shrink-0 px-3 pb-3 md:px-5 md:pb-4">
      {refusal && (
        <div className="mx-auto mb-2 w-full max-w-3xl">
          <RefusalNotice refusal={refusal} />
        </div>
      )}
      <form
        onSubmit={submit}
        className="mx-auto w-full max-w-3xl rounded-xl border border-border-strong bg-surface shadow-raised transition-colors focus-within:border-ring"
      >
        <textarea
          ref={area}
          rows={1}
          value={text}
          onChange={(event) => change(event.target.value)}
          onKeyDown={onKeyDown}
          placeholder={t.chat.placeholder}
          aria-label={t.chat.composerLabel}
          aria-invalid={tooLong}
          enterKeyHint="send"
          className="block max-h-60 min-h-11 w-full resize-none bg-transparent px-4 pt-3 pb-1 text-base leading-6 outline-none placeholder:text-subtle sm:text-[0.9375rem]"
        />
        <div className="flex items-end gap-2 px-2 pb-2">
          <div className="min-w-0 grow">{children}</div>
          {answering ? (
            <Button variant="primary" size="icon" aria-label={t.chat.stop} onClick={onStop} className="rounded-lg">
              <Square className="size-3.5! fill-current" aria-hidden />
            </Button>
          ) : (
            <Button
              type="submit"
              variant="primary"
              size="icon"
              aria-label={t.chat.send}
              disabled={!sendable}
              className="rounded-lg"
            >
              <ArrowUp aria-hidden />
            </Button>
          )}
        </div>
        {tooLong && (
          <p role="alert" className="px-4 pb-2 text-[0.8125rem] text-danger-text">
            {t.chat.tooLong}
          </p>
        )}
      </form>
      <p className="mt-2 text-center text-muted-foreground text-xs">{t.chat.hint}</p>
    </div>
  );
}
