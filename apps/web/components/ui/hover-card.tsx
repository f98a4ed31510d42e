"use client";
import { HoverCard as Primitive } from "radix-ui";
import type { ComponentProps } from "react";
import { cn } from "./class-names.ts";
import { OpenContext, useOpenState, WhenOpen } from "./open-state.tsx";

/** More about a thing on hover and on focus; a touch goes to the thing itself. Escape closes it. */
export function HoverCard({ open, onOpenChange, ...rest }: ComponentProps<typeof Primitive.Root>) {
  const state = useOpenState(open, onOpenChange);
  return (
    <OpenContext value={state.open}>
      <Primitive.Root openDelay={200} closeDelay={150} {...state} {...rest} />
    </OpenContext>
  );
}

export const HoverCardTrigger = Primitive.Trigger;

/** Stands in the main part of the page, which it is about: outside it no landmark would hold it. */
export function HoverCardContent({ className, ...rest }: ComponentProps<typeof Primitive.Content>) {
  return (
    <WhenOpen>
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
    </WhenOpen>
  );
}
