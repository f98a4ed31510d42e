"use client";
import { Command } from "cmdk";
import { MarkedText } from "@/components/conversations/marked-text.tsx";
import { KeyCaps } from "@/components/shortcuts/key-caps.tsx";
import { markedPieces } from "@/data/text-match.ts";
import { useMessages } from "@/messages/index.tsx";
import { grouped, type PaletteItem } from "./palette-items.ts";

interface PaletteListProps {
  items: readonly PaletteItem[];
  wanted: string;
  onChoose: (item: PaletteItem) => void;
}

/** What can be chosen, in groups. Names are text, whatever they hold. */
export function PaletteGroups({ items, wanted, onChoose }: PaletteListProps) {
  const t = useMessages();
  return grouped(items).map(({ group, items: shown }) => (
    <Command.Group
      key={group}
      heading={t.palette.groups[group]}
      className="[&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:pt-2.5 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:font-medium [&_[cmdk-group-heading]]:text-muted-foreground [&_[cmdk-group-heading]]:text-xs"
    >
      {shown.map((item) => (
        <PaletteEntry key={item.value} item={item} wanted={wanted} onChoose={() => onChoose(item)} />
      ))}
    </Command.Group>
  ));
}

interface PaletteEntryProps {
  item: Pick<PaletteItem, "value" | "icon" | "title" | "detail" | "excerpt" | "keys">;
  wanted: string;
  onChoose: () => void;
}

export function PaletteEntry({ item, wanted, onChoose }: PaletteEntryProps) {
  const Icon = item.icon;
  return (
    <Command.Item
      value={item.value}
      onSelect={onChoose}
      className="flex min-h-10 cursor-pointer select-none items-center gap-3 rounded-md px-2.5 py-1.5 data-[selected=true]:bg-hover"
    >
      <Icon className="size-4 shrink-0 text-muted-foreground" aria-hidden />
      <span className="min-w-0 grow">
        <span className="flex items-baseline gap-2">
          <span className="truncate">
            <MarkedText pieces={markedPieces(item.title, wanted)} />
          </span>
          {item.detail && (
            <span className="min-w-0 shrink-2 truncate text-muted-foreground text-xs">{item.detail}</span>
          )}
        </span>
        {item.excerpt && (
          <span className="block truncate text-muted-foreground text-xs">
            <MarkedText pieces={item.excerpt} />
          </span>
        )}
      </span>
      {item.keys && <KeyCaps chord={item.keys} className="max-sm:hidden" />}
    </Command.Item>
  );
}
