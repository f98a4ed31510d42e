"use client";
import type { ComponentProps } from "react";
import { cn } from "./class-names.ts";
import { Tooltip } from "./tooltip.tsx";

interface ExplainedProps extends ComponentProps<"button"> {
  /** The explanation: read out as the name, shown on hover, focus and touch. */
  text: string;
}

/** A sign that explains itself, also where there is no pointer to hover with. */
export function Explained({ text, className, children, ...rest }: ExplainedProps) {
  return (
    <Tooltip text={text} isName opensOnClick>
      <button type="button" aria-label={text} className={cn("cursor-help", className)} {...rest}>
        {children}
      </button>
    </Tooltip>
  );
}
