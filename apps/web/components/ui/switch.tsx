"use client";
import { Switch as Primitive } from "radix-ui";
import type { ComponentProps } from "react";
import { cn } from "./class-names.ts";
import { useHydrated } from "./use-hydrated.ts";

/** On or off, at once; give it an `id` and a label that points to it. */
export function Switch({ className, ...rest }: ComponentProps<typeof Primitive.Root>) {
  // On the server Radix writes a hidden input with a style, which the Content-Security-Policy refuses.
  if (!useHydrated()) return <span className={cn("inline-flex h-5 w-9 shrink-0", className)} />;
  return (
    <Primitive.Root
      className={cn(
        "relative inline-flex h-5 w-9 shrink-0 items-center rounded-full border border-transparent bg-subtle p-px transition-colors before:absolute before:-inset-1",
        "data-[state=checked]:bg-accent disabled:opacity-50",
        className,
      )}
      {...rest}
    >
      <Primitive.Thumb className="block size-4 rounded-full bg-surface shadow-raised transition-transform data-[state=checked]:translate-x-4 rtl:data-[state=checked]:-translate-x-4" />
    </Primitive.Root>
  );
}
