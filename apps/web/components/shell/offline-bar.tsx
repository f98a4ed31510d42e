"use client";
import { WifiOff } from "lucide-react";
import { useSyncExternalStore } from "react";
import { useMessages } from "@/messages/index.tsx";

function subscribe(listener: () => void) {
  window.addEventListener("online", listener);
  window.addEventListener("offline", listener);
  return () => {
    window.removeEventListener("online", listener);
    window.removeEventListener("offline", listener);
  };
}

/** Says that the connection or the server is gone, while it is. */
export function OfflineBar({ unreachable }: { unreachable: boolean }) {
  const t = useMessages();
  const online = useSyncExternalStore(
    subscribe,
    () => navigator.onLine,
    () => true,
  );
  if (online && !unreachable) return null;
  return (
    <div
      role="status"
      className="flex items-center justify-center gap-2 bg-warning-soft px-4 py-1.5 text-small text-warning-text"
    >
      <WifiOff className="size-4 shrink-0" aria-hidden />
      {online ? `${t.errors.unreachableTitle}. ${t.errors.unreachable}` : t.errors.offline}
    </div>
  );
}
