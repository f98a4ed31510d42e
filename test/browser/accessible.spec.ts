import { expect, test } from "@playwright/test";
import { samplePdf } from "../sample-files.ts";
import { expectAccessible } from "./axe.ts";
import { ask, callApi, createKnowledgeBase, enter, t, uploadAll } from "./person.ts";

for (const colorScheme of ["light", "dark"] as const) {
  test(`no page has an axe violation, ${colorScheme}`, async ({ page }) => {
    // Eight pages are looked at: on a machine that is busy with other work that takes longer than a test may.
    test.slow();
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await page.goto("/sign-in");
    await expect(page.getByLabel(t.account.email)).toBeVisible();
    await expectAccessible(page, "sign-in");
    await enter(page);
    await expectAccessible(page, "chat");
    await createKnowledgeBase(page, `Accessible ${colorScheme}`);
    await uploadAll(page, [
      { name: "handbook.pdf", mimeType: "application/pdf", buffer: Buffer.from(await samplePdf()) },
    ]);
    await expectAccessible(page, "knowledge base");
    await page.getByRole("tab", { name: t.knowledge.tabs.search }).click();
    await page.getByLabel(t.search.label).fill("holiday");
    await page.getByRole("button", { name: t.search.run, exact: true }).click();
    await page.getByText(t.search.why).click();
    await expectAccessible(page, "search");
    await page.getByRole("tab", { name: t.quality.tab }).click();
    await expect(page.getByLabel(t.searchCache.similarity)).toBeVisible();
    await expectAccessible(page, "quality");
    await page.getByRole("button", { name: t.knowledge.actionsFor(`Accessible ${colorScheme}`) }).click();
    await page.getByRole("menuitem", { name: t.reindex.action }).click();
    await expect(page.getByLabel(t.reindex.model, { exact: true })).toBeVisible();
    await expectAccessible(page, "re-index");
    await page.goto("/knowledge-bases");
    await expect(page.getByRole("link", { name: new RegExp(`Accessible ${colorScheme}`) }).first()).toBeVisible();
    await expectAccessible(page, "knowledge bases");
    // Used up, and answers out of passages cost nothing: the page says so and answers all the same.
    const { id } = await callApi<{ id: string }>(page, "GET", "/api/v1/me");
    const limit = { scope: "person", scope_id: id, limit_micro_usd: 0 };
    const budget = await callApi<{ id: string }>(page, "POST", "/api/v1/budgets", limit);
    await page.goto("/chat");
    await expect(page.getByText(t.chat.budget.stopped(t.chat.budget.owners.person()))).toBeVisible();
    await ask(page, "How many days of paid holiday?", `Accessible ${colorScheme}`);
    await page.locator("[data-citation]").first().click();
    await expectAccessible(page, "answer with sources");
    await callApi(page, "DELETE", `/api/v1/budgets/${budget.id}`);
  });
}

test("the main job by keyboard alone, in a window of 360 pixels", async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  await enter(page);
  await createKnowledgeBase(page, "Small window");
  await uploadAll(page, [
    { name: "handbook.pdf", mimeType: "application/pdf", buffer: Buffer.from(await samplePdf()) },
  ]);
  await page.goto("/chat");
  await ask(page, "What may a hotel in Zurich cost?", "Small window");
  const chip = page.locator("[data-citation]").first();
  await expect(chip).toBeVisible();
  await page.getByLabel(t.chat.composerLabel).focus();
  for (let presses = 0; presses < 25; presses++) {
    if (await chip.evaluate((element) => element.matches(":focus"))) break;
    await page.keyboard.press("Shift+Tab");
  }
  await page.keyboard.press("Enter");
  await expect(page.getByRole("dialog", { name: t.citations.title })).toContainText("210 euros");
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  const overflow = await page.evaluate("document.documentElement.scrollWidth - window.innerWidth");
  expect(overflow).toBeLessThanOrEqual(0);
});
