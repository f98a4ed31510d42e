"use client";
import { Popover as Primitive } from "radix-ui";
import type { ComponentProps } from "react";
import { cn } from "./class-names.ts";
import { OpenContext, useOpenState, WhenOpen } from "./open-state.tsx";

export function Popover({ open, onOpenChange, ...rest }: ComponentProps<typeof Primitive.Root>) {
  const state = useOpenState(open, onOpenChange);
  return (
    <OpenContext value={state.open}>
      <Primitive.Root {...state} {...rest} />
    </OpenContext>
  );
}
export const PopoverTrigger = Primitive.Trigger;

export function PopoverContent({ className, ...rest }: ComponentProps<typeof Primitive.Content>) {
  return (
    <WhenOpen>
      <Primitive.Portal>
        <Primitive.Content
          sideOffset={6}
          collisionPadding={8}
          className={cn(
            "z-50 w-72 animate-rise overflow-hidden rounded-lg border bg-surface shadow-floating focus:outline-none",
            className,
          )}
          {...rest}
        />
      </Primitive.Portal>
    </WhenOpen>
  );
}
