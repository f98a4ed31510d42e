"use client";
import {
  Columns2,
  Eraser,
  FileText,
  Hash,
  Languages,
  Library,
  Lightbulb,
  ListChecks,
  type LucideIcon,
  MessageSquarePlus,
  Paperclip,
  RotateCw,
  Sparkles,
  TableProperties,
} from "lucide-react";
import { useEffect, useRef } from "react";
import { cn } from "@/components/ui/class-names.ts";
import { useMessages } from "@/messages/index.tsx";
import type { Messages } from "@/messages/messages.ts";
import type { Command } from "./commands.ts";
import type { Suggestion, Suggestions } from "./use-suggestions.ts";

const commandIcons: Record<Command, LucideIcon> = {
  summarise: ListChecks,
  compare: Columns2,
  explain: Lightbulb,
  translate: Languages,
  extract: TableProperties,
  knowledge: Library,
  attach: Paperclip,
  model: Sparkles,
  fresh: RotateCw,
  clear: Eraser,
  new: MessageSquarePlus,
};

interface SuggestionListProps {
  id: string;
  suggestions: Suggestions;
  active: number;
  onChoose: (suggestion: Suggestion) => void;
  /** Where the list ends, in pixels from the bottom of the positioned element around it, and where it begins. */
  place: { bottom: number; left: number };
  label: string;
  empty: string;
}

/** The name of an entry's element, for `aria-activedescendant`. */
export function optionId(listId: string, { kind, key }: Suggestion): string {
  return `${listId}-${kind}-${key}`.replace(/\s+/g, "_");
}

/** The list at the caret. The focus stays in the text; the keys are the text box's. */
export function SuggestionList({ id, suggestions, active, onChoose, place, label, empty }: SuggestionListProps) {
  const t = useMessages();
  const list = useRef<HTMLDivElement>(null);
  const { entries, loading, failed } = suggestions;

  // biome-ignore lint/correctness/useExhaustiveDependencies: another entry is what scrolls
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: "nearest" });
  }, [active, entries]);

  return (
    <div
      style={{ bottom: place.bottom, insetInlineStart: `min(${place.left}px, calc(100% - min(20rem, 100%)))` }}
      className="absolute z-20 w-full max-w-80 animate-rise overflow-hidden rounded-lg border bg-surface shadow-floating"
    >
      <div ref={list} id={id} role="listbox" aria-label={label} className="max-h-72 overflow-y-auto p-1 empty:hidden">
        {entries.map((entry, place) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the text box takes the keys
          <div
            key={`${entry.kind}-${entry.key}`}
            id={optionId(id, entry)}
            role="option"
            tabIndex={-1}
            aria-selected={place === active}
            // The focus stays in the text.
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => onChoose(entry)}
            className={cn(
              "flex min-h-9 cursor-pointer items-center gap-2.5 rounded-md px-2 py-1.5 hover:bg-hover",
              place === active && "bg-hover",
            )}
          >
            <Entry entry={entry} t={t} />
          </div>
        ))}
      </div>
      {entries.length === 0 && (
        <p className="px-3.5 py-3 text-[0.8125rem] text-muted-foreground">
          {loading ? t.common.loading : failed ? t.composer.lists.failed : empty}
        </p>
      )}
      <p aria-hidden className="border-t px-3 py-1.5 text-muted-foreground text-xs max-sm:hidden">
        {t.composer.lists.keys}
      </p>
    </div>
  );
}

function Entry({ entry, t }: { entry: Suggestion; t: Messages }) {
  const { Icon, title, detail } = factsOf(entry, t);
  return (
    <>
      <Icon className="size-4 shrink-0 text-muted-foreground" aria-hidden />
      <span className="min-w-0 grow">
        <span className="block truncate">{title}</span>
        <span className="block truncate text-muted-foreground text-xs">{detail}</span>
      </span>
    </>
  );
}

function factsOf(entry: Suggestion, t: Messages): { Icon: LucideIcon; title: string; detail: string } {
  switch (entry.kind) {
    case "command": {
      const { name, hint } = t.composer.commands[entry.command];
      return { Icon: commandIcons[entry.command], title: `/${name}`, detail: hint };
    }
    case "model":
      return { Icon: Sparkles, title: entry.model.label, detail: entry.model.provider };
    case "knowledge_base":
      return { Icon: Library, title: entry.base.name, detail: t.picker.documents(entry.base.document_count) };
    case "document":
      return { Icon: FileText, title: entry.document.name, detail: entry.place };
    case "tag":
      return { Icon: Hash, title: entry.tag.tag, detail: t.picker.documents(entry.tag.document_count) };
    default:
      return entry satisfies never;
  }
}
