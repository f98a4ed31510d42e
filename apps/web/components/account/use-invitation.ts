"use client";
import { useQuery } from "@tanstack/react-query";
import { useSyncExternalStore } from "react";
import { lookUpInvitation } from "@/data/account.ts";

function subscribe(listener: () => void) {
  window.addEventListener("hashchange", listener);
  return () => window.removeEventListener("hashchange", listener);
}

/** The token behind the `#`, which no server sees and no log keeps. */
function readToken(): string | null {
  return new URLSearchParams(window.location.hash.slice(1)).get("invitation");
}

/** The invitation in the address of this page: its token, and whom it is for. */
export function useInvitation() {
  // Undefined on the server, where nobody knows it.
  const token = useSyncExternalStore<string | null | undefined>(subscribe, readToken, () => undefined);
  const lookup = useQuery({
    queryKey: ["invitation", token],
    queryFn: () => lookUpInvitation(token ?? ""),
    enabled: Boolean(token),
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
  });
  return { token: token ?? undefined, isKnown: token !== undefined, lookup };
}
