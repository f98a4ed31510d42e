"use client";
import { useEffect } from "react";

// zod, which the AI SDK brings along, tries whether it may make functions out of text, and the policy notes the attempt.
// This is where it looks for its settings; at once, before its first schema is made.
const zodSettings: object = Reflect.get(globalThis, "__zod_globalConfig") ?? {};
Reflect.set(globalThis, "__zod_globalConfig", Object.assign(zodSettings, { jitless: true }));

/**
 * Lets libraries keep to the Content-Security-Policy. radix-ui's dialogs put a style element into the page to lock its
 * scrolling: `get-nonce`, which they use, looks for the nonce under this name.
 */
export function useStrictPolicy(): void {
  useEffect(() => {
    Reflect.set(globalThis, "__webpack_nonce__", document.querySelector<HTMLScriptElement>("script[nonce]")?.nonce);
  }, []);
}
