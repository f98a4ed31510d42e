"use client";
import { useEffect } from "react";
import { useCurrentSessionId } from "@/components/commands/use-current-session.ts";
import { sendWaitingDeletions } from "@/data/session-deletions.ts";
import { useSessions } from "@/data/sessions.ts";
import { useUnreadMarks } from "@/data/unread-sessions.ts";

/** What has to be done about conversations as long as the page is open, whatever it shows. */
export function SessionKeeping() {
  useUnreadMarks(useSessions().data, useCurrentSessionId());
  useEffect(() => {
    const onLeave = () => void sendWaitingDeletions({ keepalive: true });
    window.addEventListener("pagehide", onLeave);
    return () => window.removeEventListener("pagehide", onLeave);
  }, []);
  return null;
}
