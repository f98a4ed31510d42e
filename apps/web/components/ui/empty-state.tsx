import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "./class-names.ts";

interface EmptyStateProps {
  icon: LucideIcon;
  title: string;
  children?: ReactNode;
  action?: ReactNode;
  className?: string;
  /** `h1` where it is all there is of a page. */
  heading?: "h1" | "h2";
}

/** Says why there is nothing here and what to do next. */
export function EmptyState({
  icon: Icon,
  title,
  children,
  action,
  className,
  heading: Heading = "h2",
}: EmptyStateProps) {
  return (
    <div className={cn("flex flex-col items-center justify-center gap-3 px-6 py-14 text-center", className)}>
      <div className="flex size-11 items-center justify-center rounded-xl border bg-surface text-muted-foreground shadow-raised">
        <Icon className="size-5" aria-hidden />
      </div>
      <div className="grid max-w-sm gap-1">
        <Heading className="text-balance font-semibold text-base">{title}</Heading>
        {children && <div className="text-balance text-muted-foreground">{children}</div>}
      </div>
      {action && <div className="mt-1 flex flex-wrap justify-center gap-2">{action}</div>}
    </div>
  );
}
