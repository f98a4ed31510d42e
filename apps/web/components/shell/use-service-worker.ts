"use client";
import { useEffect } from "react";
import type { Language } from "@/messages/languages.ts";

/** Keeps a page in this language for when no page can be fetched. Not in development, and not over plain http. */
export function useServiceWorker(language: Language): void {
  useEffect(() => {
    if (process.env.NODE_ENV !== "production" || !("serviceWorker" in navigator)) return;
    const register = () =>
      navigator.serviceWorker
        .register(`/service-worker.js?language=${language}`, { updateViaCache: "none" })
        // A browser may forbid it; everything else works without.
        .catch(() => undefined);
    // Once the page itself is there.
    if (document.readyState === "complete") void register();
    else window.addEventListener("load", register, { once: true });
    return () => window.removeEventListener("load", register);
  }, [language]);
}
