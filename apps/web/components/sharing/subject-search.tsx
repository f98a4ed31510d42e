"use client";
import type { DirectoryEntry } from "@eai/contract";
import { Search } from "lucide-react";
import { type KeyboardEvent, useDeferredValue, useEffect, useId, useRef, useState } from "react";
import { cn } from "@/components/ui/class-names.ts";
import { TextInput } from "@/components/ui/field.tsx";
import { isComposing } from "@/components/ui/is-composing.ts";
import { useDirectory } from "@/data/access.ts";
import { useMessages } from "@/messages/index.tsx";
import { SubjectIcon } from "./subject-icon.tsx";

interface SubjectSearchProps {
  /** Ids that are on the list already. */
  listed: ReadonlySet<string>;
  onChoose: (entry: DirectoryEntry) => void;
}

/**
 * Finds people, groups and tenants as one types: arrow keys move, Enter chooses, Escape closes the results. These are as
 * wide as the positioned element around this.
 */
export function SubjectSearch({ listed, onChoose }: SubjectSearchProps) {
  const t = useMessages();
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const [text, setText] = useState("");
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(0);
  const wanted = useDeferredValue(text.trim());
  const directory = useDirectory(wanted, open);
  const entries = directory.data ?? [];
  const current = entries[Math.min(active, entries.length - 1)];

  // biome-ignore lint/correctness/useExhaustiveDependencies: another entry is what scrolls
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: "nearest" });
  }, [active]);

  function choose(entry: DirectoryEntry) {
    onChoose(entry);
    setText("");
    setActive(0);
    setOpen(false);
  }

  function onKeyDown(event: KeyboardEvent<HTMLInputElement>) {
    if (isComposing(event)) return;
    if (event.key === "Escape" && open) {
      setOpen(false);
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      setOpen(true);
      if (!open || entries.length === 0) return;
      const step = event.key === "ArrowDown" ? 1 : -1;
      setActive((Math.min(active, entries.length - 1) + step + entries.length) % entries.length);
    } else if (event.key === "Enter" && open) {
      event.preventDefault();
      // What is shown may still be the answer to fewer letters.
      if (current && wanted === text.trim() && !directory.isPlaceholderData) choose(current);
    }
  }

  return (
    <div className="min-w-0 grow">
      <div className="relative">
        <Search className="pointer-events-none absolute top-2.5 start-3 size-4 text-subtle" aria-hidden />
        <TextInput
          role="combobox"
          autoFocus
          aria-label={t.sharing.search}
          aria-expanded={open}
          aria-controls={`${id}-list`}
          aria-autocomplete="list"
          aria-activedescendant={open && current ? `${id}-${current.id}` : undefined}
          placeholder={t.sharing.searchPlaceholder}
          autoComplete="off"
          spellCheck={false}
          maxLength={100}
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            setActive(0);
            setOpen(true);
          }}
          onClick={() => setOpen(true)}
          onBlur={() => setOpen(false)}
          onKeyDown={onKeyDown}
          className="ps-9"
        />
      </div>
      {open && (
        <div className="absolute inset-x-0 top-full z-10 mt-1 animate-rise overflow-hidden rounded-lg border bg-surface shadow-floating">
          <div
            ref={list}
            id={`${id}-list`}
            role="listbox"
            aria-label={t.sharing.resultsLabel}
            className="max-h-60 overflow-y-auto p-1 empty:hidden"
          >
            {entries.map((entry) => (
              // biome-ignore lint/a11y/useKeyWithClickEvents: the field takes the keys
              <div
                key={entry.id}
                id={`${id}-${entry.id}`}
                role="option"
                tabIndex={-1}
                aria-selected={entry === current}
                // The focus stays in the field.
                onMouseDown={(event) => event.preventDefault()}
                onClick={() => choose(entry)}
                className={cn(
                  "flex cursor-pointer items-center gap-2.5 rounded-md px-2 py-1.5 hover:bg-hover",
                  entry === current && "bg-hover",
                )}
              >
                <SubjectIcon kind={entry.kind} name={entry.name} />
                <span className="min-w-0 grow">
                  <span className="block truncate">{entry.name}</span>
                  <span className="block truncate text-muted-foreground text-xs">
                    {entry.detail ?? t.sharing.kinds[entry.kind]}
                  </span>
                </span>
                {listed.has(entry.id) && (
                  <span className="shrink-0 text-muted-foreground text-xs">{t.sharing.listed}</span>
                )}
              </div>
            ))}
          </div>
          {entries.length === 0 && (
            <p role="status" className="px-3.5 py-3 text-muted-foreground">
              {directory.isPending && t.sharing.searching}
              {directory.isError && t.sharing.searchFailed}
              {directory.isSuccess && (wanted ? t.sharing.searchEmpty(wanted) : t.sharing.searchNothing)}
            </p>
          )}
        </div>
      )}
    </div>
  );
}
