"use client";
import { type ClipboardEvent, type KeyboardEvent, type RefObject, useEffect, useId, useRef, useState } from "react";
import { isComposing } from "@/components/ui/is-composing.ts";
import { useMessages } from "@/messages/index.tsx";
import { caretPlace } from "./caret-place.ts";
import { optionId, SuggestionList } from "./suggestion-list.tsx";
import { type Trigger, triggerAt } from "./trigger.ts";
import { type Suggestion, useSuggestions } from "./use-suggestions.ts";

/** Where CSS cannot do it, the height follows the text by measuring. */
const growsByItself = typeof CSS !== "undefined" && CSS.supports("field-sizing", "content");

interface QuestionBoxProps {
  area: RefObject<HTMLTextAreaElement | null>;
  text: string;
  tooLong: boolean;
  onChange: (text: string) => void;
  onSubmit: () => void;
  /** Of an empty box. @returns whether there was something to edit */
  onEditLast: () => boolean;
  /** @returns whether there was something to give up */
  onEscape: () => boolean;
  onChoose: (suggestion: Suggestion, trigger: Trigger) => void;
  /** @returns whether it was taken, so that the box must not */
  onPaste: (data: DataTransfer) => boolean;
}

/** Where a question is written. It grows with it; `/`, `@` and `#` open a list at the caret. */
export function QuestionBox(props: QuestionBoxProps) {
  const { area, text, tooLong, onChange, onSubmit, onEditLast, onEscape, onChoose, onPaste } = props;
  const t = useMessages();
  const listId = useId();
  const [caret, setCaret] = useState<number | null>(null);
  /** Where a list was closed: it stays so until another sign is typed. */
  const [closedAt, setClosedAt] = useState<number | null>(null);
  const [active, setActive] = useState(0);
  /** Enter came before what it chooses. */
  const [hasChosen, setHasChosen] = useState(false);
  const modelCommands = [t.composer.commands.model.name, "model"];
  const typed = caret === null ? null : triggerAt(text, caret, modelCommands);
  const wanted = typed && typed.start !== closedAt ? typed : null;
  const suggestions = useSuggestions(wanted);
  const { entries, stale } = suggestions;
  const isSettling = stale || suggestions.loading;
  // Words behind a sign that fit nothing are simply a sentence.
  const fitsNothing = entries.length === 0 && !isSettling && wanted?.query.includes(" ");
  const trigger = fitsNothing ? null : wanted;
  const current = trigger ? entries[Math.min(active, entries.length - 1)] : undefined;
  const place = usePlace(area, trigger);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the height follows the text
  useEffect(() => {
    const element = area.current;
    if (!element || growsByItself) return;
    element.style.height = "auto";
    element.style.height = `${element.scrollHeight}px`;
  }, [text]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another list begins at its first entry
  useEffect(() => setActive(0), [trigger?.kind, trigger?.query]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: who types on chooses anew
  useEffect(() => setHasChosen(false), [text, caret]);
  useEffect(() => {
    if (!hasChosen || isSettling) return;
    setHasChosen(false);
    if (current) choose(current);
  });

  function readCaret() {
    const element = area.current;
    if (!element) return;
    const { selectionStart, selectionEnd } = element;
    setCaret(selectionStart === selectionEnd ? selectionStart : null);
    if (triggerAt(element.value, selectionStart, modelCommands)?.start !== closedAt) setClosedAt(null);
  }

  function choose(suggestion: Suggestion) {
    if (!trigger) return;
    onChoose(suggestion, trigger);
    setActive(0);
  }

  function onListKey(event: KeyboardEvent, list: Trigger): boolean {
    if (event.key === "Escape") {
      setClosedAt(list.start);
      return true;
    }
    const isChoice = (event.key === "Enter" || event.key === "Tab") && !event.shiftKey;
    if (isChoice && isSettling) {
      setHasChosen(true);
      return true;
    }
    if (entries.length === 0) return false;
    const place = Math.min(active, entries.length - 1);
    switch (event.key) {
      case "ArrowDown":
        setActive((place + 1) % entries.length);
        return true;
      case "ArrowUp":
        setActive((place - 1 + entries.length) % entries.length);
        return true;
      case "Home":
      case "End":
        if (event.shiftKey) return false;
        setActive(event.key === "Home" ? 0 : entries.length - 1);
        return true;
      case "Enter":
      case "Tab":
        if (event.shiftKey) return false;
        if (current) choose(current);
        return true;
      default:
        return false;
    }
  }

  function onKeyDown(event: KeyboardEvent) {
    if (isComposing(event)) return;
    if (trigger && onListKey(event, trigger)) {
      event.preventDefault();
      event.stopPropagation();
      return;
    }
    const isPlain = !event.shiftKey && !event.altKey && !event.ctrlKey && !event.metaKey;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      onSubmit();
    } else if (event.key === "ArrowUp" && isPlain && text === "" && onEditLast()) {
      event.preventDefault();
    } else if (event.key === "Escape" && onEscape()) {
      event.preventDefault();
      event.stopPropagation();
    }
  }

  function paste(event: ClipboardEvent) {
    if (onPaste(event.clipboardData)) event.preventDefault();
  }

  return (
    <div className="relative">
      <textarea
        ref={area}
        rows={1}
        value={text}
        onChange={(event) => {
          onChange(event.target.value);
          readCaret();
        }}
        onSelect={readCaret}
        onBlur={() => setCaret(null)}
        onFocus={readCaret}
        onKeyDown={onKeyDown}
        onPaste={paste}
        placeholder={t.composer.placeholder}
        aria-label={t.chat.composerLabel}
        aria-invalid={tooLong}
        aria-haspopup="listbox"
        aria-autocomplete="list"
        aria-controls={trigger ? listId : undefined}
        aria-activedescendant={current ? optionId(listId, current) : undefined}
        enterKeyHint="send"
        className="field-sizing-content block max-h-80 min-h-11 w-full resize-none bg-transparent px-4 pt-3 pb-1 text-base leading-6 outline-none placeholder:text-subtle sm:text-[0.9375rem]"
      />
      {trigger && (
        <SuggestionList
          id={listId}
          suggestions={suggestions}
          active={Math.min(active, entries.length - 1)}
          onChoose={choose}
          place={place}
          label={t.composer.lists[trigger.kind]}
          empty={t.composer.lists.empty[trigger.kind]}
        />
      )}
      <p role="status" className="sr-only">
        {trigger && !stale && !suggestions.loading && t.composer.lists.count(entries.length)}
      </p>
    </div>
  );
}

const gap = 6;

/** Where the list stands: above the sign that opened it. */
function usePlace(area: RefObject<HTMLTextAreaElement | null>, trigger: Trigger | null) {
  const [place, setPlace] = useState({ bottom: 0, left: 0 });
  const start = trigger?.start;
  const last = useRef<number>(undefined);
  useEffect(() => {
    const element = area.current;
    if (!element || start === undefined || last.current === start) {
      last.current = start;
      return;
    }
    last.current = start;
    const caret = caretPlace(element, start);
    const isRightToLeft = getComputedStyle(element).direction === "rtl";
    setPlace({
      bottom: element.offsetHeight - caret.top + gap,
      left: Math.max(0, isRightToLeft ? element.clientWidth - caret.left : caret.left),
    });
  }, [area, start]);
  return place;
}
