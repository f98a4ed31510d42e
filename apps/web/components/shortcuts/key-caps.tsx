"use client";
import { Fragment } from "react";
import { cn } from "@/components/ui/class-names.ts";
import type { Chord } from "@/data/key-chord.ts";
import { useMessages } from "@/messages/index.tsx";
import { keyNames } from "./key-names.ts";
import { useApple } from "./use-apple.ts";

/** Keys as they look on the keyboard. Read out as words, or not at all where something else says them. */
export function KeyCaps({ chord, silent, className }: { chord: Chord; silent?: boolean; className?: string }) {
  const t = useMessages();
  const names = keyNames(chord, useApple(), t.shortcuts);
  return (
    <kbd
      className={cn("inline-flex shrink-0 items-center gap-1 font-sans", className)}
      aria-hidden={silent || undefined}
    >
      {names.map((name, index) => (
        <Fragment key={name.shown}>
          {index > 0 && <span className="sr-only"> + </span>}
          <kbd className="inline-flex h-5 min-w-5 items-center justify-center rounded-sm border bg-muted px-1 font-medium font-sans text-muted-foreground text-tiny leading-none">
            <span aria-hidden={name.shown !== name.spoken || undefined}>{name.shown}</span>
            {name.shown !== name.spoken && <span className="sr-only">{name.spoken}</span>}
          </kbd>
        </Fragment>
      ))}
    </kbd>
  );
}
