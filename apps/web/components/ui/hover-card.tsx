"use client";
import { HoverCard as Primitive } from "radix-ui";
import type { ComponentProps } from "react";
import { cn } from "./class-names.ts";
import { OnceOpened, OpenedProvider, useOpened } from "./opened.tsx";

/** More about a thing on hover and on focus; a touch goes to the thing itself. Escape closes it. */
export function HoverCard({ open, onOpenChange, ...rest }: ComponentProps<typeof Primitive.Root>) {
  const state = useOpened(open, onOpenChange);
  return (
    <OpenedProvider value={state.opened}>
      <Primitive.Root openDelay={200} closeDelay={150} open={open} onOpenChange={state.onOpenChange} {...rest} />
    </OpenedProvider>
  );
}

export const HoverCardTrigger = Primitive.Trigger;

/** Stands in the main part of the page, which it is about: outside it no landmark would hold it. */
export function HoverCardContent({ className, ...rest }: ComponentProps<typeof Primitive.Content>) {
  return (
    <OnceOpened>
      <Primitive.Portal container={globalThis.document?.getElementById("content")}>
        <Primitive.Content
          sideOffset={6}
          collisionPadding={12}
          className={cn(
            "z-50 w-[min(24rem,calc(100vw-1.5rem))] animate-appear rounded-lg border bg-surface p-3 shadow-floating",
            className,
          )}
          {...rest}
        />
      </Primitive.Portal>
    </OnceOpened>
  );
}
