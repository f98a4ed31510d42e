"use client";
import { useEffect } from "react";

/**
 * Lets radix-ui's dialogs and menus, which put a style element into the page to lock its scrolling, give it the nonce
 * that the Content-Security-Policy asks for. `get-nonce`, which they use, looks for this name.
 */
export function useStyleNonce(): void {
  useEffect(() => {
    Reflect.set(globalThis, "__webpack_nonce__", document.querySelector<HTMLScriptElement>("script[nonce]")?.nonce);
  }, []);
}
