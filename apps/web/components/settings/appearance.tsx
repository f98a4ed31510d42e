"use client";
import { useEffect, useState } from "react";
import { type AppearanceName, appearanceChoices, applyChoice, currentChoice } from "@/components/shell/appearance.ts";
import { applyTheme, currentTheme, type Theme, themes } from "@/components/shell/theme.ts";
import { useMessages } from "@/messages/index.tsx";
import { ChoiceGroup } from "./choice-group.tsx";
import { SettingsHeading } from "./settings-section.tsx";
import { ThemePicture } from "./theme-picture.tsx";

/** How the page looks: every choice acts at once, and is remembered on this device. */
export function Appearance() {
  const t = useMessages();
  const words = t.appearance;
  return (
    <>
      <SettingsHeading title={t.settings.sections.appearance} lead={words.lead} />
      <div className="divide-y border-y">
        <ThemeChoice />
        <Choice name="contrast" labels={words.contrasts} anchor="contrast" hint={words.contrastHint} />
        <Choice name="textSize" labels={words.textSizes} anchor="textSize" hint={words.textSizeHint} />
        <Choice name="motion" labels={words.motions} anchor="motion" hint={words.motionHint} />
      </div>
    </>
  );
}

function ThemeChoice() {
  const t = useMessages();
  const [theme, setTheme] = useState<Theme>();
  // A shortcut or the palette may change it while this is shown.
  useEffect(() => {
    const read = () => setTheme(currentTheme());
    read();
    const observer = new MutationObserver(read);
    observer.observe(document.documentElement, { attributeFilter: ["data-theme"] });
    return () => observer.disconnect();
  }, []);
  return (
    <ChoiceGroup
      anchor="theme"
      title={t.appearance.theme}
      hint={t.appearance.themeHint}
      value={theme}
      choices={themes.map((value) => ({
        value,
        label: t.shell.themes[value],
        picture: <ThemePicture theme={value} />,
      }))}
      onChange={applyTheme}
    />
  );
}

interface ChoiceProps<Name extends AppearanceName> {
  name: Name;
  anchor: Name;
  labels: Record<(typeof appearanceChoices)[Name][number], string>;
  hint: string;
}

function Choice<Name extends AppearanceName>({ name, anchor, labels, hint }: ChoiceProps<Name>) {
  type Value = (typeof appearanceChoices)[Name][number];
  const t = useMessages();
  const [chosen, setChosen] = useState<Value>();
  useEffect(() => setChosen(currentChoice(name)), [name]);
  const values: readonly Value[] = appearanceChoices[name];
  return (
    <ChoiceGroup<Value>
      anchor={anchor}
      title={t.appearance[name]}
      hint={hint}
      value={chosen}
      choices={values.map((value) => ({ value, label: labels[value] }))}
      onChange={(value) => {
        setChosen(value);
        applyChoice(name, value);
      }}
    />
  );
}
