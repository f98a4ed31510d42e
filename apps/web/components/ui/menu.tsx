"use client";
import { Check, ChevronRight } from "lucide-react";
import { DropdownMenu as Primitive } from "radix-ui";
import type { ComponentProps, ReactNode } from "react";
import { cn } from "./class-names.ts";
import { OpenContext, useOpenState, WhenOpen } from "./open-state.tsx";

/** Not modal: the page beside it stays readable and can be scrolled; the keyboard is in the menu while it is open. */
export function Menu({ open, onOpenChange, ...rest }: ComponentProps<typeof Primitive.Root>) {
  const state = useOpenState(open, onOpenChange);
  return (
    <OpenContext value={state.open}>
      <Primitive.Root modal={false} {...state} {...rest} />
    </OpenContext>
  );
}
export const MenuTrigger = Primitive.Trigger;
export const MenuRadioGroup = Primitive.RadioGroup;
export const MenuSub = Primitive.Sub;

const itemStyles =
  "flex min-h-8 select-none items-center gap-2 rounded-md px-2 py-1.5 text-sm outline-hidden data-highlighted:bg-hover " +
  "data-disabled:opacity-50 [&_svg]:size-4 [&_svg]:shrink-0 [&_svg]:text-muted-foreground";

export function MenuContent({ className, ...rest }: ComponentProps<typeof Primitive.Content>) {
  return (
    <WhenOpen>
      <Primitive.Portal>
        <Primitive.Content
          sideOffset={6}
          collisionPadding={8}
          className={cn("z-50 min-w-44 animate-rise rounded-lg border bg-surface p-1 shadow-floating", className)}
          {...rest}
        />
      </Primitive.Portal>
    </WhenOpen>
  );
}

export function MenuItem({ className, danger, ...rest }: ComponentProps<typeof Primitive.Item> & { danger?: boolean }) {
  return (
    <Primitive.Item
      className={cn(itemStyles, danger && "text-danger-text [&_svg]:text-danger-text", className)}
      {...rest}
    />
  );
}

export function MenuSubTrigger({ children, className, ...rest }: ComponentProps<typeof Primitive.SubTrigger>) {
  return (
    <Primitive.SubTrigger className={cn(itemStyles, "data-[state=open]:bg-hover", className)} {...rest}>
      {children}
      <ChevronRight className="ms-auto rtl:rotate-180" aria-hidden />
    </Primitive.SubTrigger>
  );
}

export function MenuSubContent({ className, ...rest }: ComponentProps<typeof Primitive.SubContent>) {
  return (
    <Primitive.Portal>
      <Primitive.SubContent
        sideOffset={4}
        collisionPadding={8}
        className={cn("z-50 min-w-44 animate-rise rounded-lg border bg-surface p-1 shadow-floating", className)}
        {...rest}
      />
    </Primitive.Portal>
  );
}

export function MenuRadioItem({ children, className, ...rest }: ComponentProps<typeof Primitive.RadioItem>) {
  return (
    <Primitive.RadioItem className={cn(itemStyles, "pe-3", className)} {...rest}>
      <span className="flex size-4 items-center justify-center">
        <Primitive.ItemIndicator>
          <Check />
        </Primitive.ItemIndicator>
      </span>
      {children}
    </Primitive.RadioItem>
  );
}

export function MenuLabel({ children }: { children: ReactNode }) {
  return <Primitive.Label className="px-2 py-1.5 text-muted-foreground text-xs">{children}</Primitive.Label>;
}

export function MenuSeparator() {
  return <Primitive.Separator className="-mx-1 my-1 h-px bg-border" />;
}
