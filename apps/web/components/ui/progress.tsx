import { Progress as Primitive } from "radix-ui";
import { cn } from "./class-names.ts";

/** A bar that fills. @param value 0 to 1 */
export function Progress({ value, label, className }: { value: number; label: string; className?: string }) {
  const percent = Math.round(value * 100);
  return (
    <Primitive.Root
      value={percent}
      aria-label={label}
      className={cn("h-1.5 overflow-hidden rounded-full bg-muted", className)}
    >
      <Primitive.Indicator
        className="h-full w-full rounded-full bg-accent transition-transform duration-500"
        style={{ transform: `translateX(calc(${percent - 100}% * var(--inline-direction)))` }}
      />
    </Primitive.Root>
  );
}
