"use client";
import { Check, Minus } from "lucide-react";
import { Checkbox as Primitive } from "radix-ui";
import type { ComponentProps } from "react";
import { cn } from "./class-names.ts";

/** A box to tick; give it an `id` and a label that points to it. */
export function Checkbox({ className, ...rest }: ComponentProps<typeof Primitive.Root>) {
  return (
    <Primitive.Root
      className={cn(
        "relative flex size-4 shrink-0 items-center justify-center rounded-[5px] border border-input bg-surface shadow-raised",
        // What can be hit is 24 pixels wide.
        "transition-colors before:absolute before:-inset-1.5",
        "not-data-[state=unchecked]:border-accent not-data-[state=unchecked]:bg-accent not-data-[state=unchecked]:text-accent-foreground",
        "disabled:opacity-50",
        className,
      )}
      {...rest}
    >
      <Primitive.Indicator>
        {rest.checked === "indeterminate" ? (
          <Minus className="size-3" strokeWidth={3} aria-hidden />
        ) : (
          <Check className="size-3" strokeWidth={3} aria-hidden />
        )}
      </Primitive.Indicator>
    </Primitive.Root>
  );
}
