import { AxeBuilder } from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";

/** WCAG 2.2 AA, and what axe holds to be good practice for headings, landmarks and the order of the keyboard. */
const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** Expects nothing that axe objects to on what the page shows now, in light; and enough contrast in dark. */
export async function expectAccessible(page: Page, where: string): Promise<void> {
  await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
  const light = await new AxeBuilder({ page }).withTags(rules).analyze();
  await page.emulateMedia({ colorScheme: "dark", reducedMotion: "reduce" });
  const dark = await new AxeBuilder({ page }).withRules(["color-contrast"]).analyze();
  const found = [
    ...light.violations,
    ...dark.violations.map((violation) => ({ ...violation, id: "contrast in dark" })),
  ];
  expect
    .soft(found.map(({ id, nodes }) => `${where}: ${id} ${nodes.map((node) => node.target).join(" ")}`))
    .toEqual([]);
}
