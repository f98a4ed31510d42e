"use client";
import { type ReactNode, useId, useState } from "react";
import { chordText } from "@/components/shortcuts/key-names.ts";
import { useApple } from "@/components/shortcuts/use-apple.ts";
import { Button } from "@/components/ui/button.tsx";
import { Switch } from "@/components/ui/switch.tsx";
import { showToast } from "@/components/ui/toast.tsx";
import { useBrowserStore } from "@/data/browser-store.ts";
import type { Chord } from "@/data/key-chord.ts";
import { holderOf, shortcutChoices, usualChoices, withKeys } from "@/data/shortcut-bindings.ts";
import { type ShortcutName, shortcutGroups, shortcuts } from "@/data/shortcuts.ts";
import { useMessages } from "@/messages/index.tsx";
import { markedRow, SettingsHeading, SettingsSection, settingTarget } from "./settings-section.tsx";
import { ShortcutRow } from "./shortcut-row.tsx";

/** Keyboard shortcuts: all off, single keys off, other keys for each. */
export function ShortcutSettings() {
  const t = useMessages();
  const apple = useApple();
  const choices = useBrowserStore(shortcutChoices);
  const [spoken, setSpoken] = useState("");
  const words = t.shortcuts.settings;
  const changed = Object.keys(choices.keys).length > 0;

  function assign(name: ShortcutName, chord: Chord | null) {
    const holder = chord === null ? undefined : holderOf(chord, choices);
    shortcutChoices.set(withKeys(choices, name, chord));
    const keys = chord === null ? t.shortcuts.none : chordText(chord, apple, t.shortcuts);
    if (holder !== undefined && holder !== name) showToast(words.taken(keys, t.shortcuts.names[holder]));
    else setSpoken(words.saved(t.shortcuts.names[name], keys));
  }

  function resetAll() {
    shortcutChoices.set({ ...choices, keys: usualChoices.keys });
    setSpoken(words.wasReset);
  }

  return (
    <>
      <SettingsHeading title={t.settings.sections.shortcuts} lead={words.lead} />
      <div className="divide-y border-y">
        <Choice
          anchor="enabled"
          label={words.enabled}
          hint={words.enabledHint}
          checked={choices.enabled}
          onChange={(enabled) => shortcutChoices.set({ ...choices, enabled })}
        />
        <Choice
          anchor="singleKeys"
          label={words.singleKeys}
          hint={words.singleKeysHint}
          checked={choices.singleKeys}
          disabled={!choices.enabled}
          onChange={(singleKeys) => shortcutChoices.set({ ...choices, singleKeys })}
        />
      </div>
      <SettingsSection title={words.list} lead={words.listHint}>
        {shortcutGroups.map((group) => (
          <section key={group} aria-label={t.shortcuts.groups[group]} className="mb-5">
            <h3 className="mb-1.5 font-medium text-muted-foreground text-xs">{t.shortcuts.groups[group]}</h3>
            <ul className="divide-y rounded-lg border bg-surface shadow-raised">
              {shortcuts
                .filter((entry) => entry.group === group)
                .map(({ name }) => (
                  <ShortcutRow key={name} name={name} choices={choices} onAssign={(chord) => assign(name, chord)} />
                ))}
            </ul>
          </section>
        ))}
        {changed && <Button onClick={resetAll}>{words.resetAll}</Button>}
      </SettingsSection>
      <p role="status" className="sr-only">
        {spoken}
      </p>
    </>
  );
}

interface ChoiceProps {
  anchor: string;
  label: string;
  hint: ReactNode;
  checked: boolean;
  disabled?: boolean;
  onChange: (checked: boolean) => void;
}

function Choice({ anchor, label, hint, checked, disabled, onChange }: ChoiceProps) {
  const id = useId();
  return (
    <div {...settingTarget(anchor, `${markedRow} flex items-center justify-between gap-6 py-4`)}>
      <div className="min-w-0">
        <label htmlFor={id} className="font-medium">
          {label}
        </label>
        <p id={`${id}-hint`} className="mt-0.5 text-muted-foreground text-small">
          {hint}
        </p>
      </div>
      <Switch
        id={id}
        checked={checked}
        disabled={disabled}
        aria-describedby={`${id}-hint`}
        onCheckedChange={onChange}
      />
    </div>
  );
}
