"use client";
import { useEffect } from "react";
import type { ShortcutName } from "@/data/shortcuts.ts";
import { grouped, type PaletteItem } from "./palette-items.ts";
import { PaletteGroups } from "./palette-list.tsx";
import { PaletteResults } from "./palette-results.tsx";
import { PaletteStatus } from "./palette-status.tsx";
import {
  useActionItems,
  useDocumentItems,
  useKnowledgeBaseItems,
  useSessionItems,
  useSettingItems,
} from "./use-palette-items.ts";
import { useRecentItems } from "./use-recent-items.ts";

interface PaletteSearchProps {
  wanted: string;
  onChoose: (item: PaletteItem) => void;
  /** Another entry stands first than a moment ago. */
  onNewFirst: () => void;
}

/** What is offered before anything is typed: what belongs to this page, then what is needed most. */
const usualActions: readonly ShortcutName[] = [
  "newChat",
  "copyLink",
  "move",
  "rename",
  "upload",
  "createKnowledgeBase",
  "theme",
  "help",
];

/** Everything at once: recent things and actions before anything is typed, then whatever answers it best. */
export function PaletteSearch({ wanted, onChoose, onNewFirst }: PaletteSearchProps) {
  const actions = useActionItems(wanted);
  const settings = useSettingItems(wanted);
  const recents = useRecentItems([...actions, ...settings]);
  const sessions = useSessionItems(wanted);
  const bases = useKnowledgeBaseItems(wanted);
  const documents = useDocumentItems(wanted);

  const matching = [...actions, ...settings].filter((item) => item.score > 0);
  const answers = [...sessions.items, ...bases, ...documents.items, ...matching];
  const recentValues = new Set(recents.map((item) => item.value));
  const usual = usualActions.flatMap((name) => actions.find((item) => item.value === `command:${name}`) ?? []);
  const items = wanted === "" ? [...recents, ...usual.filter((item) => !recentValues.has(item.value))] : answers;
  const first = grouped(items)[0]?.items[0]?.value;
  // biome-ignore lint/correctness/useExhaustiveDependencies: told when it is another one
  useEffect(onNewFirst, [first]);
  const note = (
    <PaletteStatus
      wanted={wanted}
      count={items.length}
      searching={wanted !== "" && (sessions.searching || documents.searching)}
      failed={wanted !== "" && (sessions.failed || documents.failed)}
    />
  );
  return (
    <PaletteResults wanted={wanted} empty={items.length === 0} note={note}>
      <PaletteGroups items={items} wanted={wanted} onChoose={onChoose} />
    </PaletteResults>
  );
}
