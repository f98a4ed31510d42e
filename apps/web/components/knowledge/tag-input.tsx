"use client";
import { X } from "lucide-react";
import { type KeyboardEvent, useId, useRef, useState } from "react";
import { cn } from "@/components/ui/class-names.ts";
import { isComposing } from "@/components/ui/is-composing.ts";
import { addTags, type TagProblem } from "@/data/tags.ts";
import { useMessages } from "@/messages/index.tsx";

const suggestionsAtMost = 6;

interface TagInputProps {
  label: string;
  value: readonly string[];
  /** Tags that are used already, offered while one types. */
  known: readonly string[];
  onChange: (tags: string[]) => void;
  autoFocus?: boolean;
}

/** Tags as chips with a field behind them: Enter or a comma adds, Backspace in the empty field takes the last one away. */
export function TagInput({ label, value, known, onChange, autoFocus }: TagInputProps) {
  const t = useMessages();
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState("");
  const [problem, setProblem] = useState<TagProblem>();
  const [active, setActive] = useState(-1);
  const [closed, setClosed] = useState(false);
  const wanted = typed.trim().toLocaleLowerCase();
  const suggestions = closed
    ? []
    : known
        .filter((tag) => !value.includes(tag) && tag.toLocaleLowerCase().includes(wanted))
        .slice(0, suggestionsAtMost);

  function add(text: string) {
    const result = addTags(value, text);
    if (result === undefined) return;
    if ("problem" in result) return setProblem(result.problem);
    onChange(result.tags);
    setTyped("");
    setProblem(undefined);
    setActive(-1);
  }

  function remove(tag: string) {
    onChange(value.filter((entry) => entry !== tag));
    input.current?.focus();
  }

  function onKeyDown(event: KeyboardEvent) {
    if (isComposing(event)) return;
    if (event.key === "Enter" || event.key === ",") {
      event.preventDefault();
      add(suggestions[active] ?? typed);
    } else if (event.key === "Backspace" && typed === "") {
      const last = value.at(-1);
      if (last !== undefined) remove(last);
    } else if (event.key === "Escape" && suggestions.length > 0) {
      event.preventDefault();
      event.stopPropagation();
      setClosed(true);
      setActive(-1);
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      setClosed(false);
      const step = event.key === "ArrowDown" ? 1 : -1;
      setActive((current) => Math.min(Math.max(current + step, -1), suggestions.length - 1));
    }
  }

  return (
    <div className="grid gap-1.5">
      <label htmlFor={id} className="font-medium text-small">
        {label}
      </label>
      <div className="flex flex-wrap items-center gap-1 rounded-md border border-border-strong bg-surface p-1 shadow-raised focus-within:border-ring focus-within:outline-2 focus-within:outline-ring">
        {value.map((tag) => (
          <span key={tag} className="inline-flex h-6 max-w-full items-center rounded bg-muted ps-2 text-xs">
            <bdi className="truncate">{tag}</bdi>
            <button
              type="button"
              aria-label={t.library.tags.remove(tag)}
              onClick={() => remove(tag)}
              className="ms-0.5 flex size-6 items-center justify-center rounded text-muted-foreground hover:bg-hover hover:text-foreground"
            >
              <X className="size-3" aria-hidden />
            </button>
          </span>
        ))}
        <input
          ref={input}
          id={id}
          role="combobox"
          value={typed}
          maxLength={200}
          // biome-ignore lint/a11y/noAutofocus: it is what one opened this for
          autoFocus={autoFocus}
          autoComplete="off"
          aria-expanded={suggestions.length > 0}
          aria-controls={`${id}-list`}
          aria-activedescendant={active >= 0 ? `${id}-${active}` : undefined}
          aria-invalid={problem !== undefined}
          aria-describedby={`${id}-note`}
          placeholder={value.length === 0 ? t.library.tags.placeholder : undefined}
          onChange={(event) => {
            setTyped(event.target.value);
            setClosed(false);
            setProblem(undefined);
            setActive(-1);
          }}
          onKeyDown={onKeyDown}
          onBlur={() => add(typed)}
          className="h-6 min-w-20 grow bg-transparent px-1 outline-none placeholder:text-subtle max-sm:text-base sm:text-small"
        />
      </div>
      <p id={`${id}-note`} className={cn("text-xs", problem ? "text-danger-text" : "text-muted-foreground")}>
        {problem ? t.library.tags.problems[problem] : t.library.tags.hint}
      </p>
      {suggestions.length > 0 && (
        <div id={`${id}-list`} role="listbox" aria-label={t.library.tags.known} className="flex flex-wrap gap-1">
          {suggestions.map((tag, index) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the keys move from the field, where the focus stays
            <div
              key={tag}
              id={`${id}-${index}`}
              role="option"
              tabIndex={-1}
              aria-selected={index === active}
              // Before the field loses the focus, which would add what was typed so far.
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => add(tag)}
              className="inline-flex h-6 max-w-full cursor-pointer items-center rounded border px-2 text-muted-foreground text-xs hover:bg-hover aria-selected:border-ring aria-selected:text-foreground"
            >
              <bdi className="truncate">{tag}</bdi>
            </div>
          ))}
        </div>
      )}
    </div>
  );
}
