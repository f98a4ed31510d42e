import { cn } from "./class-names.ts";

/** Holds the place of something that is being loaded. */
export function Skeleton({ className }: { className?: string }) {
  return <div aria-hidden className={cn("animate-shimmer rounded-md bg-muted", className)} />;
}
