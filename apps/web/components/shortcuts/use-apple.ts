"use client";
import { useSyncExternalStore } from "react";
import { subscribeToNothing } from "@/data/subscribe-to-nothing.ts";

/** Is this one of Apple's keyboards, where ⌘ is the key of commands? */
export function isApple(): boolean {
  return /mac|iphone|ipad/i.test(navigator.platform || navigator.userAgent);
}

/** The same for drawing; on the server it is not known. */
export function useApple(): boolean {
  return useSyncExternalStore(subscribeToNothing, isApple, () => false);
}
