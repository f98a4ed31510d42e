"use client";
import { Search, X } from "lucide-react";
import { type KeyboardEvent, useEffect } from "react";
import { KeyCaps } from "@/components/shortcuts/key-caps.tsx";
import { useApple } from "@/components/shortcuts/use-apple.ts";
import { isComposing } from "@/components/ui/is-composing.ts";
import { useBrowserStore } from "@/data/browser-store.ts";
import { ariaKeys } from "@/data/key-chord.ts";
import { actingKeysOf, shortcutChoices } from "@/data/shortcut-bindings.ts";
import { useMessages } from "@/messages/index.tsx";

/** So long, in milliseconds, somebody who wants to search waits for the field. */
const patience = 5_000;
let wantedUntil = 0;

interface SessionSearchFieldProps {
  value: string;
  onChange: (value: string) => void;
  /** Into the results. */
  onArrowDown: () => void;
}

/** Where conversations are searched: Escape empties it, the arrow goes into what was found. */
export function SessionSearchField({ value, onChange, onArrowDown }: SessionSearchFieldProps) {
  const t = useMessages();
  const apple = useApple();
  const keys = actingKeysOf("search", useBrowserStore(shortcutChoices));
  useEffect(() => {
    if (performance.now() < wantedUntil) focusSessionSearch();
    wantedUntil = 0;
  }, []);

  function onKeyDown(event: KeyboardEvent<HTMLInputElement>) {
    if (isComposing(event)) return;
    if (event.key === "ArrowDown") {
      event.preventDefault();
      onArrowDown();
    }
    if (event.key !== "Escape") return;
    if (value === "") event.currentTarget.blur();
    else {
      event.preventDefault();
      onChange("");
    }
  }

  return (
    <search className="relative mx-2 mb-2 block">
      <Search className="pointer-events-none absolute start-2.5 top-2 size-4 text-subtle" aria-hidden />
      <input
        data-session-search
        data-takes-escape={value === "" ? undefined : ""}
        type="search"
        value={value}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={onKeyDown}
        placeholder={t.conversations.search}
        aria-label={t.conversations.search}
        aria-keyshortcuts={keys === null ? undefined : ariaKeys(keys, apple)}
        autoComplete="off"
        spellCheck={false}
        maxLength={200}
        enterKeyHint="search"
        className="h-8 w-full rounded-md border border-input bg-background [&::-webkit-search-cancel-button]:hidden ps-8 pe-8 placeholder:text-subtle max-sm:text-base"
      />
      {value === "" ? (
        keys !== null && (
          <KeyCaps chord={keys} silent className="pointer-events-none absolute end-1.5 top-1.5 max-md:hidden" />
        )
      ) : (
        <button
          type="button"
          aria-label={t.conversations.clearSearch}
          onClick={() => onChange("")}
          className="absolute end-1 top-1 flex size-6 items-center justify-center rounded-md text-muted-foreground hover:bg-hover hover:text-foreground"
        >
          <X className="size-3.5" aria-hidden />
        </button>
      )}
    </search>
  );
}

/** Puts the focus into the field that is drawn, for a shortcut. @returns false when none is */
export function focusSessionSearch(): boolean {
  const fields = [...document.querySelectorAll<HTMLInputElement>("[data-session-search]")];
  const field = fields.find((entry) => entry.checkVisibility());
  field?.focus();
  field?.select();
  return field !== undefined;
}

/** The same, for a field that is yet to be drawn. */
export function focusSessionSearchWhenDrawn(): void {
  wantedUntil = performance.now() + patience;
}
