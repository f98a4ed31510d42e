"use client";
import { RotateCcw, X } from "lucide-react";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { KeyCaps } from "@/components/shortcuts/key-caps.tsx";
import { chordText } from "@/components/shortcuts/key-names.ts";
import { isApple, useApple } from "@/components/shortcuts/use-apple.ts";
import { cn } from "@/components/ui/class-names.ts";
import { IconButton } from "@/components/ui/icon-button.tsx";
import { type Chord, chordOf, isReserved } from "@/data/key-chord.ts";
import { actingKeysOf, keysOf, type ShortcutChoices } from "@/data/shortcut-bindings.ts";
import { defaultKeys, type ShortcutName } from "@/data/shortcuts.ts";
import { useMessages } from "@/messages/index.tsx";

interface ShortcutRowProps {
  name: ShortcutName;
  choices: ShortcutChoices;
  onAssign: (chord: Chord | null) => void;
}

/** One shortcut with its keys: pressing the button and then other keys changes them. */
export function ShortcutRow({ name, choices, onAssign }: ShortcutRowProps) {
  const t = useMessages();
  const [recording, setRecording] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const keys = keysOf(name, choices);
  const acting = actingKeysOf(name, choices);
  const usual = defaultKeys(name);
  const title = t.shortcuts.names[name];
  const words = t.shortcuts.settings;

  function finish(chord: Chord | null | undefined) {
    setRecording(false);
    if (chord !== undefined) onAssign(chord);
  }

  function recorded(chord: Chord | undefined, byKey: boolean) {
    finish(chord);
    // Somebody who clicks elsewhere is elsewhere.
    if (byKey) requestAnimationFrame(() => button.current?.focus());
  }

  return (
    <li className="flex min-h-12 flex-wrap items-center gap-x-3 gap-y-1 px-4 py-1.5">
      <span className="min-w-24 grow basis-24">{title}</span>
      {recording ? (
        <Recorder label={words.record(title)} usual={usual} onDone={recorded} />
      ) : (
        <span className="flex items-center gap-1">
          <button
            ref={button}
            type="button"
            onClick={() => setRecording(true)}
            className="flex min-h-8 min-w-20 items-center justify-center rounded-md border border-border-strong px-2 hover:bg-hover"
          >
            <span className="sr-only">{words.record(title)}: </span>
            <span className="flex items-center gap-2 text-muted-foreground text-small">
              {keys === null ? t.shortcuts.none : <KeyCaps chord={keys} />}
              {keys !== null && acting === null && t.shortcuts.off}
            </span>
          </button>
          <IconButton
            label={words.reset(title)}
            disabled={keys === usual}
            className={cn(keys === usual && "invisible max-sm:hidden")}
            onClick={() => finish(usual)}
          >
            <RotateCcw />
          </IconButton>
          <IconButton
            label={words.remove(title)}
            disabled={keys === null}
            className={cn(keys === null && "invisible max-sm:hidden")}
            onClick={() => finish(null)}
          >
            <X />
          </IconButton>
        </span>
      )}
    </li>
  );
}

interface RecorderProps {
  label: string;
  usual: Chord | null;
  /** With undefined it stays as it was. `byKey`: the focus is to go back. */
  onDone: (chord: Chord | undefined, byKey: boolean) => void;
}

/** Waits for the keys that are pressed next. Tab and Escape leave it as it was. */
function Recorder({ label, usual, onDone }: RecorderProps) {
  const t = useMessages();
  const apple = useApple();
  const field = useRef<HTMLInputElement>(null);
  const [refused, setRefused] = useState<Chord>();
  useEffect(() => field.current?.focus(), []);

  function onKeyDown(event: KeyboardEvent) {
    if (event.key === "Tab" && !event.ctrlKey && !event.metaKey && !event.altKey) return;
    // Nothing on the page or around it acts on what is recorded.
    event.preventDefault();
    event.stopPropagation();
    event.nativeEvent.stopImmediatePropagation();
    if (event.key === "Escape") return onDone(undefined, true);
    const chord = chordOf(event.nativeEvent, isApple());
    if (chord === null) return;
    if (chord !== usual && isReserved(chord)) setRefused(chord);
    else onDone(chord, true);
  }

  return (
    <span className="grid justify-items-end gap-1">
      <input
        ref={field}
        readOnly
        aria-label={label}
        aria-describedby="recorder-note"
        value={t.shortcuts.settings.recording}
        onKeyDown={onKeyDown}
        onBlur={() => onDone(undefined, false)}
        className="h-8 w-72 max-w-full rounded-md border border-ring bg-surface px-2 text-center text-muted-foreground text-small outline-2 outline-ring"
      />
      <span id="recorder-note" role="status" className="text-danger-text text-small empty:hidden">
        {refused && t.shortcuts.settings.reserved(chordText(refused, apple, t.shortcuts))}
      </span>
    </span>
  );
}
