"use client";
import { useSyncExternalStore } from "react";

/** Is this one of Apple's keyboards, where ⌘ is the key of commands? */
export function isApple(): boolean {
  return /mac|iphone|ipad/i.test(navigator.platform || navigator.userAgent);
}

function never(): () => void {
  return () => undefined;
}

/** The same for drawing; on the server it is not known. */
export function useApple(): boolean {
  return useSyncExternalStore(never, isApple, () => false);
}
