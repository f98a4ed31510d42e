import type { LucideIcon } from "lucide-react";
import type { Chord } from "@/data/key-chord.ts";
import { scoreOf, type TextPiece } from "../../data/text-match.ts";
import type { Recent } from "./palette-recents.ts";

export const paletteGroups = ["recent", "actions", "conversations", "knowledgeBases", "documents", "settings"] as const;
export type PaletteGroup = (typeof paletteGroups)[number];

/** One thing that can be chosen in the palette. */
export interface PaletteItem {
  /** Of this item alone. */
  value: string;
  group: PaletteGroup;
  icon: LucideIcon;
  title: string;
  /** Where it is, or what it is about. */
  detail?: string;
  /** A passage in which it was found. */
  excerpt?: readonly TextPiece[];
  keys?: Chord | null;
  /** More means nearer to what was typed. */
  score: number;
  /** What to remember of it; nothing when left out. */
  recent?: Recent;
  run: () => void;
  /** Where it takes the focus: to a step of the palette, or to a place of its own. Left out: back to where it was. */
  focus?: "palette" | "elsewhere";
}

/** What a match in the keywords counts beside one in the title. */
const keywordShare = 0.4;

/** How well an entry answers what was typed: by its title, or by the words that mean the same. 0: not at all. */
export function itemScore(title: string, keywords: string, wanted: string): number {
  const byTitle = scoreOf(title, wanted);
  if (byTitle > 0) return byTitle;
  const together = scoreOf(`${title} ${keywords}`, wanted);
  return together * keywordShare;
}

const shownPerGroup: Record<PaletteGroup, number> = {
  recent: 5,
  actions: 8,
  conversations: 7,
  knowledgeBases: 5,
  documents: 6,
  settings: 6,
};

/** The groups that have anything, the one with the best answer first; in each the best first. */
export function grouped(items: readonly PaletteItem[]): { group: PaletteGroup; items: PaletteItem[] }[] {
  const groups = paletteGroups.map((group) => ({
    group,
    items: items
      .filter((item) => item.group === group)
      .toSorted((one, other) => other.score - one.score)
      .slice(0, shownPerGroup[group]),
  }));
  return groups
    .filter((entry) => entry.items.length > 0)
    .toSorted((one, other) => (other.items[0]?.score ?? 0) - (one.items[0]?.score ?? 0));
}
