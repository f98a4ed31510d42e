import { CircleAlert, Info, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "./class-names.ts";

const tones = {
  neutral: { box: "bg-muted text-muted-foreground", Icon: Info },
  warning: { box: "bg-warning-soft text-warning-text", Icon: TriangleAlert },
  danger: { box: "bg-danger-soft text-danger-text", Icon: CircleAlert },
} as const;

interface NoticeProps {
  tone?: keyof typeof tones;
  title?: string;
  children?: ReactNode;
  action?: ReactNode;
  className?: string;
}

/** A sentence that stands out: what happened and what to do. Of tone `danger` it is read out at once. */
export function Notice({ tone = "neutral", title, children, action, className }: NoticeProps) {
  const { box, Icon } = tones[tone];
  return (
    <div
      role={tone === "danger" ? "alert" : undefined}
      className={cn("flex gap-2.5 rounded-lg border border-transparent px-3 py-2.5 text-small", box, className)}
    >
      <Icon className="mt-0.5 size-4 shrink-0" aria-hidden />
      <div className="min-w-0 grow [overflow-wrap:anywhere]">
        {title && <p className="font-medium">{title}</p>}
        {children}
      </div>
      {action && <div className="shrink-0 self-center">{action}</div>}
    </div>
  );
}
