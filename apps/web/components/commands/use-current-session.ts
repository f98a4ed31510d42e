"use client";
import type { Session } from "@eai/contract";
import { usePathname } from "next/navigation";
import { useSessions } from "@/data/sessions.ts";

/** The id of the conversation that the address names. */
export function useCurrentSessionId(): string | undefined {
  const id = /^\/chat\/([^/]+)$/.exec(usePathname())?.[1];
  return id === undefined ? undefined : decodeURIComponent(id);
}

/** The conversation that is open, as the list knows it. */
export function useCurrentSession(): Session | undefined {
  const id = useCurrentSessionId();
  return useSessions().data?.find((session) => session.id === id);
}
