"use client";
import { TextQuote } from "lucide-react";
import { type RefObject, useEffect, useState } from "react";
import { chordText } from "@/components/shortcuts/key-names.ts";
import { useApple } from "@/components/shortcuts/use-apple.ts";
import { useBrowserStore } from "@/data/browser-store.ts";
import { actingKeysOf, shortcutChoices } from "@/data/shortcut-bindings.ts";
import { useMessages } from "@/messages/index.tsx";
import { quoteSelection, selectedAnswerText } from "./answer-selection.ts";

/** In the window. */
interface Place {
  top: number;
  left: number;
}

function placeOfSelection(area: HTMLElement): Place | undefined {
  const selected = selectedAnswerText();
  if (!selected || !area.contains(selected.element)) return undefined;
  const box = selected.range.getBoundingClientRect();
  return { top: box.top, left: box.left + box.width / 2 };
}

/** A small bar over text that is selected in an answer: quotes it in the next question, as the shortcut does. */
export function SelectionToolbar({ area }: { area: RefObject<HTMLElement | null> }) {
  const t = useMessages();
  const apple = useApple();
  const keys = actingKeysOf("quote", useBrowserStore(shortcutChoices));
  const [place, setPlace] = useState<Place>();

  useEffect(() => {
    const element = area.current;
    if (!element) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    // While the pointer still moves the bar would be in its way.
    const lookSoon = () => {
      clearTimeout(timer);
      timer = setTimeout(() => setPlace(placeOfSelection(element)), 150);
    };
    const hide = () => setPlace(undefined);
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key === "Escape") hide();
    };
    document.addEventListener("selectionchange", lookSoon);
    document.addEventListener("keydown", onKeyDown);
    element.addEventListener("scroll", hide, { passive: true });
    return () => {
      clearTimeout(timer);
      document.removeEventListener("selectionchange", lookSoon);
      document.removeEventListener("keydown", onKeyDown);
      element.removeEventListener("scroll", hide);
    };
  }, [area]);

  if (!place) return null;
  return (
    <div
      role="toolbar"
      aria-label={t.answers.quote.toolbar}
      style={{
        top: Math.max(8, place.top - 44),
        left: Math.min(Math.max(place.left, 60), window.innerWidth - 60),
      }}
      className="fixed z-50 -translate-x-1/2 animate-appear rounded-lg border bg-surface p-0.5 shadow-floating"
    >
      <button
        type="button"
        title={t.answers.quote.hint(keys && chordText(keys, apple, t.shortcuts))}
        // The selection is lost to a press otherwise.
        onPointerDown={(event) => event.preventDefault()}
        onClick={quoteSelection}
        className="flex h-8 items-center gap-1.5 rounded-md px-2.5 font-medium text-[0.8125rem] hover:bg-hover"
      >
        <TextQuote className="size-4 text-muted-foreground" aria-hidden />
        {t.answers.quote.action}
      </button>
    </div>
  );
}
