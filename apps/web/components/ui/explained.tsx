"use client";
import { Tooltip as Primitive } from "radix-ui";
import { type ComponentProps, useState } from "react";
import { cn } from "./class-names.ts";

interface ExplainedProps extends ComponentProps<"button"> {
  /** The explanation: read out as the name, shown on hover, focus and touch. */
  text: string;
}

/** A sign that explains itself, also where there is no pointer to hover with. */
export function Explained({ text, className, children, ...rest }: ExplainedProps) {
  const [open, setOpen] = useState(false);
  return (
    <Primitive.Root open={open} onOpenChange={setOpen} delayDuration={150}>
      <Primitive.Trigger asChild>
        <button
          type="button"
          aria-label={text}
          className={cn("cursor-help", className)}
          onClick={(event) => {
            // A tooltip closes on a click of its trigger; here a tap opens it.
            event.preventDefault();
            setOpen(true);
          }}
          {...rest}
        >
          {children}
        </button>
      </Primitive.Trigger>
      <Primitive.Portal>
        <Primitive.Content
          sideOffset={6}
          collisionPadding={8}
          className="z-50 max-w-72 animate-appear rounded-md bg-primary px-2.5 py-1.5 text-primary-foreground text-xs shadow-floating"
        >
          {text}
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  );
}
