"use client";
import { Search } from "lucide-react";
import Link from "next/link";
import { type KeyboardEvent, useId } from "react";
import { itemScore } from "@/components/palette/palette-items.ts";
import { isComposing } from "@/components/ui/is-composing.ts";
import { useMessages } from "@/messages/index.tsx";
import { useOpenSetting } from "./marked-setting.ts";
import { type SettingsEntry, settingsEntries } from "./settings-index.ts";

/** What is called like what was typed, the nearest first. */
export function findSettings(entries: readonly SettingsEntry[], wanted: string): SettingsEntry[] {
  return entries
    .map((entry) => ({ entry, score: itemScore(entry.title, `${entry.detail} ${entry.keywords}`, wanted) }))
    .filter(({ score }) => score > 0)
    .toSorted((one, other) => other.score - one.score)
    .map(({ entry }) => entry);
}

interface SettingsSearchProps {
  value: string;
  onChange: (value: string) => void;
}

/** Finds sections and single settings; Enter opens the nearest. */
export function SettingsSearch({ value, onChange }: SettingsSearchProps) {
  const t = useMessages();
  const open = useOpenSetting();
  const words = t.appearance.search;

  function onKeyDown(event: KeyboardEvent) {
    if (isComposing(event)) return;
    const nearest = findSettings(settingsEntries(t), value.trim())[0];
    if (event.key === "Escape") onChange("");
    if (event.key !== "Enter" || !nearest) return;
    event.preventDefault();
    onChange("");
    open(nearest.path);
  }

  return (
    <search className="relative block">
      <Search className="pointer-events-none absolute start-2.5 top-2 size-4 text-subtle" aria-hidden />
      <input
        type="search"
        value={value}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={onKeyDown}
        aria-label={words.label}
        placeholder={words.placeholder}
        autoComplete="off"
        spellCheck={false}
        maxLength={100}
        enterKeyHint="go"
        className="h-8 w-full rounded-md border border-input bg-background ps-8 pe-2 placeholder:text-subtle max-sm:text-base"
      />
    </search>
  );
}

/** What a search of the settings has found. */
export function SettingsResults({ wanted, onOpened }: { wanted: string; onOpened: () => void }) {
  const t = useMessages();
  const id = useId();
  const open = useOpenSetting();
  const words = t.appearance.search;
  const found = findSettings(settingsEntries(t), wanted);
  return (
    <section aria-labelledby={id}>
      <h2 id={id} className="sr-only">
        {words.results}
      </h2>
      <p role="status" className="px-2 py-1 text-muted-foreground text-small empty:hidden [overflow-wrap:anywhere]">
        {found.length === 0 && words.empty(wanted)}
      </p>
      <ul className="grid gap-0.5">
        {found.map(({ path, title, detail, icon: Icon }) => (
          <li key={path}>
            <Link
              href={path}
              onClick={(event) => {
                if (event.metaKey || event.ctrlKey || event.shiftKey) return;
                event.preventDefault();
                onOpened();
                open(path);
              }}
              className="flex items-start gap-2.5 rounded-md px-2 py-1.5 hover:bg-hover"
            >
              <Icon className="mt-0.5 size-4 shrink-0 text-muted-foreground" aria-hidden />
              <span className="min-w-0">
                <span className="block">{title}</span>
                <span className="block text-muted-foreground text-xs">{detail}</span>
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
