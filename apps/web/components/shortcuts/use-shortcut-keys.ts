"use client";
import { useEffect, useEffectEvent } from "react";
import { type PressPlace, pressedShortcut, shortcutChoices } from "@/data/shortcut-bindings.ts";
import type { ShortcutName } from "@/data/shortcuts.ts";
import { isApple } from "./use-apple.ts";

/** Inputs in which nothing is written. */
const plainInputs = ["button", "checkbox", "color", "file", "image", "radio", "range", "reset", "submit"];

/** What a key press at this element belongs to. */
export function placeOf(target: EventTarget | null): PressPlace {
  if (!(target instanceof Element)) return "page";
  if (target.closest('[role="dialog"], [role="alertdialog"]')) return "dialog";
  if (target instanceof HTMLInputElement) return plainInputs.includes(target.type) ? "page" : "typing";
  if (target.closest("textarea, select, [role=textbox], [role=menu], [role=listbox], [role=grid]")) return "typing";
  return target instanceof HTMLElement && target.isContentEditable ? "typing" : "page";
}

/**
 * Listens to the keyboard as long as it is drawn.
 * @param run does what a shortcut means; false when that cannot be done now: the key is left to the browser
 */
export function useShortcutKeys(run: (name: ShortcutName) => boolean): void {
  const onKeyDown = useEffectEvent((event: KeyboardEvent) => {
    // Somebody nearer to the key has taken it, or it is held down.
    if (event.defaultPrevented || event.repeat) return;
    const name = pressedShortcut(event, placeOf(event.target), shortcutChoices.get(), isApple());
    if (name !== undefined && run(name)) event.preventDefault();
  });
  useEffect(() => {
    const listener = (event: KeyboardEvent) => onKeyDown(event);
    window.addEventListener("keydown", listener);
    return () => window.removeEventListener("keydown", listener);
  }, []);
}
