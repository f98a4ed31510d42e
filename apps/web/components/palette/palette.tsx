"use client";
import { Command } from "cmdk";
import { ArrowLeft, Search, X } from "lucide-react";
import { Dialog as Primitive } from "radix-ui";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import type { PalettePage } from "@/components/shell/overlays.ts";
import { KeyCaps } from "@/components/shortcuts/key-caps.tsx";
import { isApple } from "@/components/shortcuts/use-apple.ts";
import { useReturnFocus } from "@/components/ui/use-return-focus.ts";
import { chordOf } from "@/data/key-chord.ts";
import { actingKeysOf, shortcutChoices } from "@/data/shortcut-bindings.ts";
import { useMessages } from "@/messages/index.tsx";
import type { PaletteItem } from "./palette-items.ts";
import { MovePage, RenamePage, UploadPage, usePaletteSession } from "./palette-pages.tsx";
import { paletteRecents, withRecent } from "./palette-recents.ts";
import { PaletteSearch } from "./palette-search.tsx";

const movingKeys = ["ArrowDown", "ArrowUp", "Home", "End"];

interface PaletteProps {
  open: boolean;
  /** Begins with a step instead of the search. */
  page: PalettePage | undefined;
  /** The conversation that step is about. */
  sessionId: string | undefined;
  onClose: () => void;
}

/** Everything that can be opened or done, by typing a part of its name. */
export function Palette({ open, page, sessionId, onClose }: PaletteProps) {
  const t = useMessages();
  const returnFocus = useReturnFocus(open);
  /** What is done when the palette is gone. */
  const chosen = useRef<PaletteItem>(undefined);

  function choose(item: PaletteItem) {
    if (item.recent) paletteRecents.set(withRecent(paletteRecents.get(), item.recent));
    if (item.focus === "palette") return item.run();
    chosen.current = item;
    onClose();
  }

  return (
    <Primitive.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Primitive.Portal>
        <Primitive.Overlay className="fixed inset-0 z-50 animate-appear bg-overlay" />
        <Primitive.Content
          aria-describedby={undefined}
          onCloseAutoFocus={(event) => {
            const item = chosen.current;
            chosen.current = undefined;
            if (item?.focus === "elsewhere") event.preventDefault();
            else returnFocus(event);
            item?.run();
          }}
          className="fixed inset-x-0 top-[min(12dvh,7rem)] z-50 mx-auto flex max-h-[min(34rem,80dvh)] w-[calc(100vw-1.5rem)] max-w-2xl animate-appear flex-col overflow-hidden rounded-xl border bg-surface shadow-floating focus:outline-hidden max-sm:top-3 max-sm:max-h-[calc(100dvh-1.5rem)]"
        >
          <Primitive.Title className="sr-only">{t.palette.title}</Primitive.Title>
          <PaletteContent
            key={page ?? "search"}
            page={page}
            sessionId={sessionId}
            onChoose={choose}
            onClose={onClose}
          />
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  );
}

interface PaletteContentProps extends Omit<PaletteProps, "open"> {
  onChoose: (item: PaletteItem) => void;
}

function PaletteContent({ page, sessionId, onChoose, onClose }: PaletteContentProps) {
  const t = useMessages();
  const [typed, setTyped] = useState("");
  const session = usePaletteSession(page === "rename" ? sessionId : undefined);
  const input = useRef<HTMLInputElement>(null);
  const root = useRef<HTMLDivElement>(null);
  /** Somebody went to an entry since the last letter was typed: it stays chosen, whatever comes late. */
  const moved = useRef(false);
  const words = t.palette;
  const wanted = typed.trim();

  const oldTitle = session?.title;
  useEffect(() => {
    if (oldTitle === undefined) return;
    setTyped(oldTitle);
    requestAnimationFrame(() => input.current?.select());
  }, [oldTitle]);

  function onTyped(next: string) {
    moved.current = false;
    setTyped(next);
  }

  /** What comes late may stand before what was found at once; Enter opens what stands first. */
  function onNewFirst() {
    if (moved.current) return;
    root.current?.dispatchEvent(new window.KeyboardEvent("keydown", { key: "Home", bubbles: true }));
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.isTrusted && movingKeys.includes(event.key)) moved.current = true;
    // The keys that open it close it.
    const chord = chordOf(event.nativeEvent, isApple());
    if (chord === null || chord !== actingKeysOf("palette", shortcutChoices.get())) return;
    event.preventDefault();
    onClose();
  }

  return (
    <Command
      ref={root}
      label={words.title}
      shouldFilter={false}
      loop
      // Ctrl+K and Ctrl+J are keys of the page.
      vimBindings={false}
      onKeyDown={onKeyDown}
      onPointerMove={({ movementX, movementY }) => {
        if (movementX !== 0 || movementY !== 0) moved.current = true;
      }}
      className="flex min-h-0 flex-col outline-hidden"
    >
      <div className="flex shrink-0 items-center gap-3 border-b px-4">
        {page ? (
          <ArrowLeft className="size-4 shrink-0 text-subtle rtl:rotate-180" aria-hidden />
        ) : (
          <Search className="size-4 shrink-0 text-subtle" aria-hidden />
        )}
        <Command.Input
          ref={input}
          value={typed}
          onValueChange={onTyped}
          autoFocus
          maxLength={200}
          enterKeyHint="go"
          placeholder={page ? words.pages[page].placeholder : words.placeholder}
          aria-label={page ? words.pages[page].placeholder : words.open}
          className="h-13 min-w-0 grow bg-transparent text-base outline-hidden placeholder:text-subtle"
        />
        <button
          type="button"
          onClick={onClose}
          aria-label={t.common.close}
          className="-me-1.5 flex size-8 shrink-0 items-center justify-center rounded-md text-muted-foreground hover:bg-hover hover:text-foreground"
        >
          <X className="size-4" aria-hidden />
        </button>
      </div>
      {page === undefined && <PaletteSearch wanted={wanted} onChoose={onChoose} onNewFirst={onNewFirst} />}
      {page === "rename" && <RenamePage sessionId={sessionId} wanted={wanted} onDone={onClose} />}
      {page === "move" && <MovePage sessionId={sessionId} wanted={wanted} onDone={onClose} />}
      {page === "upload" && <UploadPage wanted={wanted} onDone={onClose} />}
      <div
        aria-hidden
        className="flex h-9 shrink-0 items-center gap-4 border-t px-4 text-muted-foreground text-xs max-sm:hidden"
      >
        <span className="flex items-center gap-1.5">
          <KeyCaps chord="ArrowUp" silent />
          <KeyCaps chord="ArrowDown" silent />
          {words.keys.move}
        </span>
        <span className="flex items-center gap-1.5">
          <KeyCaps chord="Enter" silent />
          {words.keys.choose}
        </span>
        <span className="flex items-center gap-1.5">
          <KeyCaps chord="Escape" silent />
          {words.keys.close}
        </span>
      </div>
    </Command>
  );
}
