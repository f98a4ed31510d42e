import type { Messages } from "@/messages/messages.ts";
import { type Chord, type Modifier, partsOf } from "../../data/key-chord.ts";

interface KeyName {
  shown: string;
  spoken: string;
}

const appleSigns: Record<Modifier, string> = { Mod: "⌘", Ctrl: "⌃", Alt: "⌥", Shift: "⇧" };
/** Apple's order of modifiers. */
const appleOrder: readonly Modifier[] = ["Ctrl", "Alt", "Shift", "Mod"];
const signs: Record<string, string> = {
  ArrowUp: "↑",
  ArrowDown: "↓",
  ArrowLeft: "←",
  ArrowRight: "→",
  Plus: "+",
};
const appleKeys: Record<string, string> = { Enter: "↵", Backspace: "⌫", Delete: "⌦", Escape: "esc", Tab: "⇥" };

function isNamed(key: string, words: Messages["shortcuts"]["keys"]): key is keyof typeof words {
  return Object.hasOwn(words, key);
}

function nameOfKey(key: string, apple: boolean, { keys, spoken }: Messages["shortcuts"]): KeyName {
  const direction = /^Arrow(Up|Down|Left|Right)$/.exec(key)?.[1]?.toLowerCase();
  const word = isNamed(key, keys) ? keys[key] : key;
  const shown = signs[key] ?? (apple ? appleKeys[key] : undefined) ?? word;
  if (direction === "up" || direction === "down" || direction === "left" || direction === "right")
    return { shown, spoken: spoken[direction] };
  return { shown, spoken: key === "Plus" ? "+" : word };
}

/** The keys of a chord as they are printed on this keyboard, and as they are said. */
export function keyNames(chord: Chord, apple: boolean, words: Messages["shortcuts"]): KeyName[] {
  const { modifiers, key } = partsOf(chord);
  const ordered = apple ? appleOrder.filter((modifier) => modifiers.includes(modifier)) : modifiers;
  const names = ordered.map((modifier): KeyName => {
    if (apple) return { shown: appleSigns[modifier], spoken: words.spoken[modifier] };
    const word = words.keys[modifier === "Mod" ? "Ctrl" : modifier];
    return { shown: word, spoken: word };
  });
  return [...names, nameOfKey(key, apple, words)];
}

/** The chord in one text: `Ctrl + Shift + O`. */
export function chordText(chord: Chord, apple: boolean, words: Messages["shortcuts"]): string {
  return keyNames(chord, apple, words)
    .map((name) => name.shown)
    .join(apple ? "" : " + ");
}
