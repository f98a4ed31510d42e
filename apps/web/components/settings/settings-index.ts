import {
  Database,
  Keyboard,
  KeyRound,
  Languages,
  type LucideIcon,
  MonitorSmartphone,
  Palette,
  UserRound,
} from "lucide-react";
import type { Messages } from "@/messages/messages.ts";

/** The sections of the settings, in the order they are listed; each is a page. */
export const settingsSections = [
  { name: "profile", icon: UserRound },
  { name: "appearance", icon: Palette },
  { name: "language", icon: Languages },
  { name: "shortcuts", icon: Keyboard },
  { name: "api-keys", icon: KeyRound },
  { name: "devices", icon: MonitorSmartphone },
  { name: "data", icon: Database },
] as const satisfies { name: keyof Messages["settings"]["sections"]; icon: LucideIcon }[];

export type SettingsSectionName = (typeof settingsSections)[number]["name"];

/** Single settings with an address of their own: `/settings/appearance#theme`. */
const places = [
  { section: "profile", anchor: "groups" },
  { section: "profile", anchor: "permissions" },
  { section: "appearance", anchor: "theme" },
  { section: "appearance", anchor: "contrast" },
  { section: "appearance", anchor: "textSize" },
  { section: "appearance", anchor: "motion" },
  { section: "shortcuts", anchor: "singleKeys" },
  { section: "data", anchor: "export" },
  { section: "data", anchor: "kept" },
  { section: "data", anchor: "erase" },
] as const satisfies { section: SettingsSectionName; anchor: keyof Messages["appearance"]["keywords"] }[];

type SettingsAnchor = (typeof places)[number]["anchor"];

/** A section or a single setting, to be found by its name. */
export interface SettingsEntry {
  path: string;
  title: string;
  /** The section of a single setting, or what a section is about. */
  detail: string;
  keywords: string;
  icon: LucideIcon;
}

function titleOf(anchor: SettingsAnchor, { settings, appearance, shortcuts }: Messages): string {
  const titles: Record<SettingsAnchor, string> = {
    groups: settings.profile.groups,
    permissions: settings.profile.permissions,
    theme: appearance.theme,
    contrast: appearance.contrast,
    textSize: appearance.textSize,
    motion: appearance.motion,
    singleKeys: shortcuts.settings.singleKeys,
    export: settings.data.exportTitle,
    kept: settings.data.keepTitle,
    erase: settings.data.eraseTitle,
  };
  return titles[anchor];
}

/** Words of a section beyond its title; some have none. */
function keywordsOf(name: SettingsSectionName, { appearance }: Messages): string {
  const keywords: Partial<Record<string, string>> = appearance.keywords;
  return keywords[name] ?? "";
}

/** Everything that can be opened in the settings, sections first. */
export function settingsEntries(t: Messages): SettingsEntry[] {
  const sections = settingsSections.map(({ name, icon }) => ({
    path: `/settings/${name}`,
    title: t.settings.sections[name],
    detail: t.appearance.descriptions[name],
    keywords: keywordsOf(name, t),
    icon,
  }));
  const singles = places.map(({ section, anchor }) => ({
    path: `/settings/${section}#${anchor}`,
    title: titleOf(anchor, t),
    detail: t.settings.sections[section],
    keywords: t.appearance.keywords[anchor],
    icon: settingsSections.find(({ name }) => name === section)?.icon ?? UserRound,
  }));
  return [...sections, ...singles];
}
