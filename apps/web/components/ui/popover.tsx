"use client";
import { Popover as Primitive } from "radix-ui";
import type { ComponentProps } from "react";
import { cn } from "./class-names.ts";
import { OnceOpened, OpenedProvider, useOpened } from "./opened.tsx";

export function Popover({ open, onOpenChange, ...rest }: ComponentProps<typeof Primitive.Root>) {
  const state = useOpened(open, onOpenChange);
  return (
    <OpenedProvider value={state.opened}>
      <Primitive.Root open={open} onOpenChange={state.onOpenChange} {...rest} />
    </OpenedProvider>
  );
}
export const PopoverTrigger = Primitive.Trigger;

export function PopoverContent({ className, ...rest }: ComponentProps<typeof Primitive.Content>) {
  return (
    <OnceOpened>
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
    </OnceOpened>
  );
}
