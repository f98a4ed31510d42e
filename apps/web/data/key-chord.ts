/** What is read of a `keydown` event. */
export interface KeyPress {
  key: string;
  code: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  shiftKey: boolean;
  isComposing?: boolean;
  keyCode?: number;
  getModifierState?(name: string): boolean;
}

/** Keys pressed together: modifiers in the order of `modifiers`, then the key. `Mod` is ⌘ on Apple's keyboards, else Ctrl. */
export type Chord = string;

export const modifiers = ["Mod", "Ctrl", "Alt", "Shift"] as const;
export type Modifier = (typeof modifiers)[number];

const namedKeys = new Set([
  ...["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight", "Home", "End", "PageUp", "PageDown"],
  ...["Enter", "Escape", "Backspace", "Delete", "Tab", "Space", "Plus"],
  ...Array.from({ length: 12 }, (_, index) => `F${index + 1}`),
]);
const latinLetter = /^\p{Script=Latin}$/u;

function isCharacter(key: string): boolean {
  return [...key].length === 1;
}

function isModifier(part: string): part is Modifier {
  return modifiers.some((modifier) => modifier === part);
}

/** The modifiers and the key of a chord. */
export function partsOf(chord: Chord): { modifiers: Modifier[]; key: string } {
  const parts = chord.split("+");
  return { modifiers: parts.filter(isModifier), key: parts.at(-1) ?? "" };
}

function joined(pressed: readonly Modifier[], key: string): Chord {
  return [...modifiers.filter((modifier) => pressed.includes(modifier)), key].join("+");
}

/** Checks a chord that was kept somewhere; null when it is none. */
export function parseChord(text: unknown): Chord | null {
  if (typeof text !== "string" || text.length > 40) return null;
  const parts = text.split("+");
  const key = parts.pop() ?? "";
  if (!parts.every(isModifier) || new Set(parts).size !== parts.length) return null;
  const isKey = namedKeys.has(key) || (isCharacter(key) && /^[^\s\p{C}]$/u.test(key));
  if (!isKey || key !== upperCase(key)) return null;
  return joined(parts.filter(isModifier), key);
}

/** Letters as they stand on the keys; `ß` has no capital of one letter. */
function upperCase(key: string): string {
  const upper = key.toUpperCase();
  return isCharacter(key) && isCharacter(upper) ? upper : key;
}

/** The key by what it writes, so that layouts are respected; by its place where it writes no Latin letter. */
function keyOf(press: KeyPress, byPlace: boolean): string | null {
  const place = /^(?:Key([A-Z])|Digit(\d))$/.exec(press.code);
  const atPlace = place?.[1] ?? place?.[2] ?? null;
  if (byPlace && atPlace) return atPlace;
  if (press.key === " ") return "Space";
  if (press.key === "+") return "Plus";
  if (!isCharacter(press.key)) return namedKeys.has(press.key) ? press.key : null;
  if (/^\p{L}$/u.test(press.key) && !latinLetter.test(press.key)) return place?.[1] ?? null;
  return upperCase(press.key);
}

/**
 * The chord of a key press; null while an input method composes, and for keys that are none by themselves.
 * @param apple whether ⌘ is the key of commands
 */
export function chordOf(press: KeyPress, apple: boolean): Chord | null {
  // 229: the same in browsers that tell of the composition too late.
  if (press.isComposing || press.keyCode === 229) return null;
  // With AltGr a layout writes signs; some systems tell it as Ctrl and Alt.
  const graph = !apple && (press.getModifierState?.("AltGraph") ?? false);
  const key = keyOf(press, apple && press.altKey);
  if (key === null || (!apple && press.metaKey)) return null;
  const pressed: Modifier[] = [];
  if (apple ? press.metaKey : press.ctrlKey && !graph) pressed.push("Mod");
  if (apple && press.ctrlKey) pressed.push("Ctrl");
  if (press.altKey && !graph) pressed.push("Alt");
  // How a sign is reached with Shift differs between layouts; the sign itself does not.
  const isSign = isCharacter(key) ? !latinLetter.test(key) : key === "Plus";
  if (press.shiftKey && !isSign) pressed.push("Shift");
  return joined(pressed, key);
}

/** Is it a character alone? Speech input and trembling hands press these by accident (WCAG 2.1.4). */
export function isSingleKey(chord: Chord): boolean {
  const { modifiers: pressed, key } = partsOf(chord);
  const isCharacterKey = isCharacter(key) || key === "Space" || key === "Plus";
  return isCharacterKey && pressed.every((modifier) => modifier === "Shift");
}

/** May it act while somebody writes? Alt alone writes characters on some keyboards. */
export function worksWhileTyping(chord: Chord): boolean {
  const { modifiers: pressed, key } = partsOf(chord);
  return pressed.includes("Mod") || pressed.includes("Ctrl") || /^F\d+$/.test(key);
}

const reserved = new Set([
  // What moves, chooses and edits on every page.
  ...["Tab", "Enter", "Escape", "Space", "Backspace", "Delete", "Home", "End", "PageUp", "PageDown"],
  ...["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight", "F1", "F5", "F6", "F11", "F12"],
  // What browsers and systems keep for themselves, or everybody expects to edit.
  ...["A", "C", "V", "X", "Z", "Y", "N", "T", "W", "Q", "R", "L", "F", "P", "S", "Tab", "Enter", "Plus", "-", "0"].map(
    (key) => `Mod+${key}`,
  ),
  ...Array.from({ length: 9 }, (_, index) => `Mod+${index + 1}`),
  ...["N", "T", "W", "Q", "R", "Z", "V", "I", "J", "Tab"].map((key) => `Mod+Shift+${key}`),
  ...["Alt+F4", "Alt+ArrowLeft", "Alt+ArrowRight", "Alt+Tab"],
]);

/** Does the browser or everyone's habit need this chord for something else? */
export function isReserved(chord: Chord): boolean {
  const { modifiers: pressed, key } = partsOf(chord);
  if (reserved.has(chord)) return true;
  return pressed.join() === "Shift" && reserved.has(key);
}

/** The chord as `aria-keyshortcuts` wants it: `Control+Shift+O`. */
export function ariaKeys(chord: Chord, apple: boolean): string {
  const names: Record<Modifier, string> = {
    Mod: apple ? "Meta" : "Control",
    Ctrl: "Control",
    Alt: "Alt",
    Shift: "Shift",
  };
  const { modifiers: pressed, key } = partsOf(chord);
  return [...pressed.map((modifier) => names[modifier]), key].join("+");
}
