import { createBrowserStore } from "./browser-store.ts";
import {
  type Chord,
  chordOf,
  isReserved,
  isSingleKey,
  type KeyPress,
  parseChord,
  worksWhileTyping,
} from "./key-chord.ts";
import {
  actsWhileTyping,
  defaultKeys,
  isShortcutName,
  type ShortcutName,
  shortcuts,
  yieldsToTyping,
} from "./shortcuts.ts";

/** What somebody has chosen about shortcuts, on this device. */
export interface ShortcutChoices {
  /** False: none acts. */
  enabled: boolean;
  /** False: those of one character do not act (WCAG 2.1.4). */
  singleKeys: boolean;
  /** Where they differ from what they are at first; null: no keys. */
  keys: Readonly<Partial<Record<ShortcutName, Chord | null>>>;
}

export const usualChoices: ShortcutChoices = { enabled: true, singleKeys: true, keys: {} };

/** Reads choices out of whatever was kept: unknown names, and keys that may not be chosen, are left out. */
export function parseChoices(kept: unknown): ShortcutChoices {
  if (typeof kept !== "object" || kept === null) return usualChoices;
  const { enabled, singleKeys, keys } = kept as Record<string, unknown>;
  const chosen: Partial<Record<ShortcutName, Chord | null>> = {};
  for (const [name, value] of Object.entries(typeof keys === "object" && keys !== null ? keys : {})) {
    if (!isShortcutName(name)) continue;
    const chord = parseChord(value);
    if (value === null) chosen[name] = null;
    else if (chord !== null && !isReserved(chord)) chosen[name] = chord;
  }
  return { enabled: enabled !== false, singleKeys: singleKeys !== false, keys: chosen };
}

export const shortcutChoices = createBrowserStore({ key: "shortcuts", fallback: usualChoices, parse: parseChoices });

/** The keys of a shortcut; null when it has none. */
export function keysOf(name: ShortcutName, choices: ShortcutChoices): Chord | null {
  const chosen = choices.keys[name];
  return chosen === undefined ? defaultKeys(name) : chosen;
}

/** Its keys when they act as things stand; null when it has none or they are turned off. */
export function actingKeysOf(name: ShortcutName, choices: ShortcutChoices): Chord | null {
  const keys = keysOf(name, choices);
  if (keys === null || !choices.enabled || (!choices.singleKeys && isSingleKey(keys))) return null;
  return keys;
}

/** Whose keys these are; undefined when they are free. */
export function holderOf(chord: Chord, choices: ShortcutChoices): ShortcutName | undefined {
  return shortcuts.find(({ name }) => keysOf(name, choices) === chord)?.name;
}

/** Gives keys to a shortcut (null: none); another that had them loses them. */
export function withKeys(choices: ShortcutChoices, name: ShortcutName, chord: Chord | null): ShortcutChoices {
  const keys = { ...choices.keys };
  const holder = chord === null ? undefined : holderOf(chord, choices);
  if (holder !== undefined && holder !== name) keys[holder] = null;
  if (chord === defaultKeys(name)) delete keys[name];
  else keys[name] = chord;
  return { ...choices, keys };
}

/** Where a key is pressed: on the page, in a text (or a list that finds entries by letters), or in a dialog. */
export type PressPlace = "page" | "typing" | "dialog";

/** The shortcut that a key press means; undefined when it means none there. */
export function pressedShortcut(
  press: KeyPress,
  place: PressPlace,
  choices: ShortcutChoices,
  apple: boolean,
): ShortcutName | undefined {
  if (place === "dialog" || !choices.enabled) return undefined;
  const chord = chordOf(press, apple);
  if (chord === null) return undefined;
  const name = shortcuts.find((entry) => actingKeysOf(entry.name, choices) === chord)?.name;
  if (name === undefined) return undefined;
  if (place !== "typing" || (actsWhileTyping(name) && !isSingleKey(chord))) return name;
  if (yieldsToTyping(name) || !worksWhileTyping(chord)) return undefined;
  return name;
}
