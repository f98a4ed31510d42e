"use client";
import { X } from "lucide-react";
import { useSyncExternalStore } from "react";
import { useMessages } from "@/messages/index.tsx";
import { cn } from "./class-names.ts";
import { IconButton } from "./icon-button.tsx";

interface ToastEntry {
  id: number;
  text: string;
  tone: "neutral" | "danger";
}

const shownMilliseconds = 6000;
let entries: readonly ToastEntry[] = [];
let lastId = 0;
const listeners = new Set<() => void>();

function change(next: readonly ToastEntry[]) {
  entries = next;
  for (const listener of listeners) listener();
}

function dismiss(id: number) {
  change(entries.filter((entry) => entry.id !== id));
}

/** Shows a sentence at the edge of the window for some seconds. */
export function showToast(text: string, tone: ToastEntry["tone"] = "neutral"): void {
  lastId += 1;
  const id = lastId;
  change([...entries.slice(-2), { id, text, tone }]);
  setTimeout(() => dismiss(id), shownMilliseconds);
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

const nothing: readonly ToastEntry[] = [];

/** Where toasts appear; once per page. */
export function Toaster() {
  const t = useMessages();
  const shown = useSyncExternalStore(
    subscribe,
    () => entries,
    () => nothing,
  );
  return (
    <div
      role="status"
      aria-live="polite"
      className="pointer-events-none fixed inset-x-4 bottom-[max(1rem,env(safe-area-inset-bottom))] z-[60] flex flex-col items-end gap-2"
    >
      {shown.map((entry) => (
        <div
          key={entry.id}
          className={cn(
            "pointer-events-auto flex max-w-sm animate-rise items-center gap-2 rounded-lg border bg-surface py-1.5 pe-1.5 ps-3.5 shadow-floating",
            entry.tone === "danger" && "border-danger/40 text-danger-text",
          )}
        >
          <span className="grow [overflow-wrap:anywhere]">{entry.text}</span>
          <IconButton label={t.common.dismiss} onClick={() => dismiss(entry.id)}>
            <X />
          </IconButton>
        </div>
      ))}
    </div>
  );
}
