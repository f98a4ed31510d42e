"use client";
import { TextQuote } from "lucide-react";
import { type RefObject, useEffect, useState } from "react";
import { useMessages } from "@/messages/index.tsx";
import { asQuotation, insertIntoQuestion } from "./composer-insertion.ts";

interface Selected {
  text: string;
  /** In the window. */
  top: number;
  left: number;
}

/** What is selected inside one answer; undefined for everything else. */
function selectedIn(area: HTMLElement): Selected | undefined {
  const selection = document.getSelection();
  if (!selection || selection.isCollapsed || selection.rangeCount === 0) return undefined;
  const range = selection.getRangeAt(0);
  const node = range.commonAncestorContainer;
  const element = node instanceof Element ? node : node.parentElement;
  if (!element?.closest("[data-answer-text]") || !area.contains(element)) return undefined;
  const text = selection.toString().trim();
  if (text === "") return undefined;
  const box = range.getBoundingClientRect();
  return { text, top: box.top, left: box.left + box.width / 2 };
}

function quote(text: string): void {
  insertIntoQuestion(asQuotation(text));
  document.getSelection()?.removeAllRanges();
}

/** A small bar over text that is selected in an answer: quotes it in the next question. Alt+Q does the same. */
export function SelectionToolbar({ area }: { area: RefObject<HTMLElement | null> }) {
  const t = useMessages();
  const [selected, setSelected] = useState<Selected>();

  useEffect(() => {
    const element = area.current;
    if (!element) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = () => setSelected(selectedIn(element));
    // While the pointer still moves the bar would be in its way.
    const lookSoon = () => {
      clearTimeout(timer);
      timer = setTimeout(look, 150);
    };
    const hide = () => setSelected(undefined);
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key === "Escape") hide();
      const isQuote = event.altKey && !event.ctrlKey && !event.metaKey && event.code === "KeyQ";
      const now = isQuote ? selectedIn(element) : undefined;
      if (!now) return;
      event.preventDefault();
      quote(now.text);
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

  if (!selected) return null;
  return (
    <div
      role="toolbar"
      aria-label={t.answers.quote.toolbar}
      style={{
        top: Math.max(8, selected.top - 44),
        left: Math.min(Math.max(selected.left, 60), window.innerWidth - 60),
      }}
      className="fixed z-50 -translate-x-1/2 animate-appear rounded-lg border bg-surface p-0.5 shadow-floating"
    >
      <button
        type="button"
        title={t.answers.quote.hint}
        // The selection is lost to a press otherwise.
        onPointerDown={(event) => event.preventDefault()}
        onClick={() => quote(selected.text)}
        className="flex h-8 items-center gap-1.5 rounded-md px-2.5 font-medium text-[0.8125rem] hover:bg-hover"
      >
        <TextQuote className="size-4 text-muted-foreground" aria-hidden />
        {t.answers.quote.action}
      </button>
    </div>
  );
}
