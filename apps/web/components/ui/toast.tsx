"use client";
import { X } from "lucide-react";
import { useSyncExternalStore } from "react";
import { useMessages } from "@/messages/index.tsx";
import { Button } from "./button.tsx";
import { cn } from "./class-names.ts";
import { IconButton } from "./icon-button.tsx";
import { dismissToast, holdToasts, readToasts, releaseToasts, runToastAction, subscribeToToasts } from "./toasts.ts";

export { showToast } from "./toasts.ts";

const nothing: ReturnType<typeof readToasts> = [];

/** Where toasts appear; once per page. While one is pointed at or has the focus, none goes away. */
export function Toaster() {
  const t = useMessages();
  const shown = useSyncExternalStore(subscribeToToasts, readToasts, () => nothing);
  return (
    <div
      role="status"
      aria-live="polite"
      className="pointer-events-none fixed inset-x-4 bottom-4 z-[60] flex flex-col items-end gap-2"
    >
      {shown.map((entry) => (
        // biome-ignore lint/a11y/noStaticElementInteractions: it only waits while somebody reads
        <div
          key={entry.id}
          onPointerEnter={holdToasts}
          onPointerLeave={releaseToasts}
          onFocus={holdToasts}
          onBlur={releaseToasts}
          className={cn(
            "pointer-events-auto flex max-w-sm animate-rise items-center gap-2 rounded-lg border bg-surface py-1.5 ps-3.5 pe-1.5 shadow-floating",
            entry.tone === "danger" && "border-danger/40 text-danger-text",
          )}
        >
          <span className="min-w-0 grow [overflow-wrap:anywhere]">{entry.text}</span>
          {entry.action && (
            <Button size="small" onClick={() => runToastAction(entry.id)}>
              {entry.action.label}
            </Button>
          )}
          <IconButton label={t.common.dismiss} onClick={() => dismissToast(entry.id)}>
            <X />
          </IconButton>
        </div>
      ))}
    </div>
  );
}
