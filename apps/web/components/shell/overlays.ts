"use client";
import { useSyncExternalStore } from "react";

/** A step inside the palette, instead of its search. */
export type PalettePage = "rename" | "move" | "upload";

/** What lies over the page, opened from anywhere: by a key, the palette or a button. */
export type Overlay =
  | { kind: "palette"; page?: PalettePage; sessionId?: string }
  | { kind: "shortcuts" }
  | { kind: "createKnowledgeBase" };

let shown: Overlay | null = null;
const listeners = new Set<() => void>();

export function showOverlay(overlay: Overlay): void {
  shown = overlay;
  for (const listener of listeners) listener();
}

/** Closes what is shown; what another has replaced stays. */
export function hideOverlay(kind: Overlay["kind"]): void {
  if (shown?.kind !== kind) return;
  shown = null;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useOverlay(): Overlay | null {
  return useSyncExternalStore(
    subscribe,
    () => shown,
    () => null,
  );
}
