import { AxeBuilder } from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";

const standard = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/**
 * Expects nothing that axe objects to on what the page shows now: WCAG 2.2 AA in light, enough contrast in dark. On a page
 * without a dialog above it also good practice: headings, landmarks, the order of the keyboard.
 */
export async function expectAccessible(page: Page, where: string): Promise<void> {
  await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
  const isCovered = (await page.locator("[role=dialog], [role=alertdialog], [role=menu]").count()) > 0;
  const rules = isCovered ? standard : [...standard, "best-practice"];
  const light = await new AxeBuilder({ page }).withTags(rules).analyze();
  await page.emulateMedia({ colorScheme: "dark", reducedMotion: "reduce" });
  const dark = await new AxeBuilder({ page }).withRules(["color-contrast"]).analyze();
  const found = [
    ...light.violations,
    ...dark.violations.map((violation) => ({ ...violation, id: "contrast in dark" })),
  ];
  const told = found.flatMap(({ id, nodes }) => {
    // A tooltip names a thing in a landmark, and itself stands at the end of the page, in none.
    const meant = nodes.filter(({ html }) => id !== "region" || !/role="tooltip"|data-radix-popper/.test(html));
    return meant.length === 0 ? [] : [`${where}: ${id} ${meant.map(({ target }) => target).join(" ")}`];
  });
  expect.soft(told).toEqual([]);
}
