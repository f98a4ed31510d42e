import type { KeyboardEvent } from "react";

/** While an input method composes a character, keys are its own. 229: the same in Safari, and for the key that ends it. */
export function isComposing(event: KeyboardEvent): boolean {
  return event.nativeEvent.isComposing || event.keyCode === 229;
}
