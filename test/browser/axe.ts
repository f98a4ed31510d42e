import { AxeBuilder } from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";

const standard = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/**
 * In the page itself, and not in a new one beside it: no page of ours has frames of other origins. What is right is not
 * told in full.
 */
function builder(page: Page): AxeBuilder {
  return new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ["violations"] });
}

/**
 * Expects nothing that axe objects to on what the page shows now: WCAG 2.2 AA in light, enough contrast in dark. On a page
 * without a dialog above it also good practice: headings, landmarks, the order of the keyboard.
 */
export async function expectAccessible(page: Page, where: string): Promise<void> {
  await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
  const isCovered = (await page.locator("[role=dialog], [role=alertdialog], [role=menu]").count()) > 0;
  const rules = isCovered ? standard : [...standard, "best-practice"];
  const light = await builder(page).withTags(rules).analyze();
  await page.emulateMedia({ colorScheme: "dark", reducedMotion: "reduce" });
  const dark = await builder(page).withRules(["color-contrast"]).analyze();
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
