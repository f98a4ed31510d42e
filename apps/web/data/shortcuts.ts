import type { Chord } from "./key-chord.ts";

interface ShortcutEntry {
  name: string;
  group: "general" | "conversations" | "places";
  /** As it is until somebody chooses other keys; null: none. */
  keys: Chord | null;
  /** The keys mean something else in a text. */
  notWhileTyping?: true;
  /** It finds out by itself whether there is anything to do, and else leaves the keys to the text. */
  alsoWhileTyping?: true;
}

/**
 * Everything that can be done by keys of its own, in the order it is listed. The dialog, the palette, the settings and
 * what listens to the keyboard are all made from this; its texts are in `messages/<language>/shortcuts.ts`.
 */
export const shortcuts = [
  { name: "palette", group: "general", keys: "Mod+K" },
  { name: "search", group: "general", keys: "/" },
  { name: "help", group: "general", keys: "?" },
  { name: "undo", group: "general", keys: "Mod+Z", notWhileTyping: true },
  { name: "sidebar", group: "general", keys: "Mod+B" },
  { name: "theme", group: "general", keys: null },
  { name: "newChat", group: "conversations", keys: "Mod+Shift+O" },
  { name: "write", group: "conversations", keys: "C" },
  { name: "quote", group: "conversations", keys: "Alt+Q", alsoWhileTyping: true },
  { name: "next", group: "conversations", keys: "J" },
  { name: "previous", group: "conversations", keys: "K" },
  { name: "rename", group: "conversations", keys: "F2" },
  { name: "pin", group: "conversations", keys: null },
  { name: "move", group: "conversations", keys: null },
  { name: "copyLink", group: "conversations", keys: null },
  { name: "delete", group: "conversations", keys: "Mod+Shift+Backspace", notWhileTyping: true },
  { name: "chat", group: "places", keys: null },
  { name: "knowledgeBases", group: "places", keys: "L" },
  { name: "createKnowledgeBase", group: "places", keys: null },
  { name: "upload", group: "places", keys: null },
  { name: "settings", group: "places", keys: "Mod+," },
] as const satisfies readonly ShortcutEntry[];

export type ShortcutName = (typeof shortcuts)[number]["name"];
export const shortcutGroups = ["general", "conversations", "places"] as const;

const entries = new Map<string, ShortcutEntry>(shortcuts.map((entry) => [entry.name, entry]));

export function isShortcutName(name: string): name is ShortcutName {
  return entries.has(name);
}

/** The keys that a shortcut has until somebody chooses others. */
export function defaultKeys(name: ShortcutName): Chord | null {
  return entries.get(name)?.keys ?? null;
}

/** Do the keys of this shortcut belong to the text while somebody writes? */
export function yieldsToTyping(name: ShortcutName): boolean {
  return entries.get(name)?.notWhileTyping === true;
}

/** May the keys of this shortcut act while somebody writes, whichever they are? */
export function actsWhileTyping(name: ShortcutName): boolean {
  return entries.get(name)?.alsoWhileTyping === true;
}
