"use client";
import { type FormEvent, useId, useState } from "react";
import { Button } from "@/components/ui/button.tsx";
import { cn } from "@/components/ui/class-names.ts";
import { TextInput } from "@/components/ui/field.tsx";
import { useMessages } from "@/messages/index.tsx";
import { type FeedbackReason, feedbackReasons, reasonParts, reasonText } from "./feedback-reason.ts";

interface FeedbackFormProps {
  /** What was said before. */
  given: string | null;
  onSend: (reason: string) => void;
  onUndo: () => void;
}

/** What was wrong: reasons to choose from, and words. */
export function FeedbackForm({ given, onSend, onUndo }: FeedbackFormProps) {
  const t = useMessages();
  const words = t.answers.feedback;
  const id = useId();
  const [before] = useState(() => reasonParts(given));
  const [reasons, setReasons] = useState<readonly FeedbackReason[]>(before.reasons);
  const [more, setMore] = useState(before.more);

  function toggle(reason: FeedbackReason) {
    setReasons(reasons.includes(reason) ? reasons.filter((one) => one !== reason) : [...reasons, reason]);
  }

  function send(event: FormEvent) {
    event.preventDefault();
    onSend(reasonText(reasons, more));
  }

  return (
    <form
      onSubmit={send}
      aria-labelledby={id}
      className="order-last mt-1 ms-1.5 grid min-w-0 basis-full gap-2.5 rounded-lg border bg-surface p-3"
    >
      <p id={id} className="font-medium text-[0.8125rem] text-foreground">
        {words.lead}
      </p>
      <div className="flex flex-wrap gap-1.5">
        {feedbackReasons.map((reason, index) => {
          const chosen = reasons.includes(reason);
          return (
            <button
              key={reason}
              type="button"
              // biome-ignore lint/a11y/noAutofocus: the form answers to the button that was just pressed
              autoFocus={index === 0}
              aria-pressed={chosen}
              onClick={() => toggle(reason)}
              className={cn(
                "h-7 rounded-full border px-2.5 text-xs transition-colors",
                chosen ? "border-accent bg-accent-soft text-accent-text" : "hover:border-border-strong hover:bg-hover",
              )}
            >
              {words.reasons[reason]}
            </button>
          );
        })}
      </div>
      <div className="flex gap-2 max-sm:flex-col">
        <TextInput
          value={more}
          maxLength={1_900}
          aria-label={words.more}
          placeholder={words.more}
          onChange={(event) => setMore(event.target.value)}
        />
        <div className="flex shrink-0 gap-2">
          <Button type="submit" size="medium" variant="primary">
            {t.quality.send}
          </Button>
          <Button size="medium" variant="ghost" onClick={onUndo}>
            {words.undo}
          </Button>
        </div>
      </div>
    </form>
  );
}
