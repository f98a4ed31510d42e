import { Search } from "lucide-react";
import { expect, test } from "vitest";
import { grouped, itemScore, type PaletteGroup, type PaletteItem } from "./palette-items.ts";

function item(group: PaletteGroup, title: string, score: number): PaletteItem {
  return { value: `${group}:${title}`, group, icon: Search, title, score, run: () => undefined };
}

test("An entry is found by its title before words that mean the same", () => {
  expect(itemScore("Switch theme", "dark light", "dark")).toBeGreaterThan(0);
  expect(itemScore("Dark matter", "", "dark")).toBeGreaterThan(itemScore("Switch theme", "dark light", "dark"));
  expect(itemScore("Switch theme", "dark light", "switch dark")).toBeGreaterThan(0);
  expect(itemScore("Switch theme", "dark light", "hotel")).toBe(0);
});

test("The group with the best answer is first, and none is longer than fits", () => {
  const many = Array.from({ length: 20 }, (_, index) => item("conversations", `c${index}`, index / 100));
  const shown = grouped([
    ...many,
    item("actions", "New chat", 3),
    item("settings", "Theme", 2),
    item("actions", "b", 1),
  ]);
  expect(shown.map((entry) => entry.group)).toEqual(["actions", "settings", "conversations"]);
  expect(shown[0]?.items.map((entry) => entry.title)).toEqual(["New chat", "b"]);
  expect(shown[2]?.items).toHaveLength(7);
  expect(shown[2]?.items[0]?.title).toBe("c19");
});

test("Nothing typed: groups stay in their order", () => {
  const items = [item("settings", "s", 0), item("recent", "r", 0), item("actions", "a", 0)];
  expect(grouped(items).map((entry) => entry.group)).toEqual(["recent", "actions", "settings"]);
});
