"use client";
import { WifiOff } from "lucide-react";
import { usePathname } from "next/navigation";
import { useOnline } from "@/data/online.ts";
import { useMessages } from "@/messages/index.tsx";
import type { Messages } from "@/messages/messages.ts";

/** What one can do without a connection depends on the page. */
function offlineText(pathname: string, t: Messages): string {
  if (pathname.startsWith("/chat")) return t.offline.chat;
  if (pathname.startsWith("/knowledge-bases")) return t.offline.knowledge;
  if (pathname.startsWith("/settings")) return t.offline.settings;
  return t.offline.other;
}

/** Says that the connection or the server is gone, while it is. */
export function OfflineBar({ unreachable }: { unreachable: boolean }) {
  const t = useMessages();
  const pathname = usePathname();
  const online = useOnline();
  if (online && !unreachable) return null;
  return (
    <div
      role="status"
      className="flex items-center justify-center gap-2 bg-warning-soft px-4 py-1.5 text-small text-warning-text"
    >
      <WifiOff className="size-4 shrink-0" aria-hidden />
      {online ? `${t.errors.unreachableTitle}. ${t.errors.unreachable}` : offlineText(pathname, t)}
    </div>
  );
}
