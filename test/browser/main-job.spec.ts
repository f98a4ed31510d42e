import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { expect, test } from "@playwright/test";
import { sampleDocx, sampleMarkdown, samplePdf, sampleText } from "../sample-files.ts";
import {
  anna,
  ask,
  chooseKnowledgeBase,
  createKnowledgeBase,
  enter,
  expectReady,
  openKnowledgeBase,
  t,
  uploadAll,
} from "./person.ts";

test.describe.configure({ mode: "serial" });

test("the first account, a knowledge base, real files, ready", async ({ page }) => {
  await enter(page);
  await createKnowledgeBase(page, "Handbook");
  await uploadAll(page, [
    { name: "handbook.pdf", mimeType: "application/pdf", buffer: Buffer.from(await samplePdf()) },
    { name: "security.docx", mimeType: "application/octet-stream", buffer: Buffer.from(await sampleDocx()) },
    { name: "release.md", mimeType: "text/markdown", buffer: Buffer.from(sampleMarkdown) },
  ]);
});

test("a file dropped on the page is uploaded", async ({ page }) => {
  await enter(page);
  await openKnowledgeBase(page, "Handbook");
  const dropped = await page.evaluateHandle(`(() => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([${JSON.stringify(sampleText)}], "protokoll.txt", { type: "text/plain" }));
    return transfer;
  })()`);
  const target = page.getByText(t.upload.drop);
  for (const event of ["dragenter", "dragover", "drop"]) await target.dispatchEvent(event, { dataTransfer: dropped });
  await expectReady(page, "protokoll.txt");
});

test("a question is answered with a citation that opens the page of the original", async ({ page }) => {
  await enter(page);
  await ask(page, "What may a hotel in London cost a night?", "Handbook");
  const answer = page.getByRole("article").last();
  await expect(answer).toContainText("210 euros");
  await answer
    .getByRole("button", { name: /handbook\.pdf, Page 2/ })
    .first()
    .click();
  const panel = page.getByRole("complementary", { name: t.citations.title });
  await expect(panel).toContainText("A hotel may cost up to 140 euros a night");
  const original = panel.getByRole("link", { name: t.citations.openOriginal(2) }).first();
  const [viewer] = await Promise.all([page.waitForEvent("popup").catch(() => page), original.click()]);
  await expect(viewer.getByLabel(t.viewer.page, { exact: true })).toHaveValue("2");
  await expect(viewer.locator("canvas").first()).toBeVisible();
  await expect(viewer.locator("mark, [data-highlight]").first()).toBeVisible();
});

test("the same question is answered from the passages found before, and searched again on request", async ({
  page,
}) => {
  await enter(page);
  await ask(page, "What may a hotel in London cost a night?", "Handbook");
  const answers = page.getByRole("article").filter({ has: page.getByRole("heading", { name: t.chat.assistant }) });
  await expect(answers).toContainText(t.answers.cache.badge);
  await answers.getByRole("button", { name: t.chat.searchAgain }).click();
  await expect(answers).toContainText(t.answers.versions.short(2, 2));
  await expect(answers).toContainText("210 euros");
  await expect(answers).not.toContainText(t.answers.cache.badge);
});

test("on a slow line one can sign in and ask, is told what is going on, and nothing jumps", async ({
  browser,
  baseURL,
}) => {
  const context = await browser.newContext({ ...(baseURL && { baseURL }) });
  const page = await context.newPage();
  // All that moved by itself, from the first paint on, and what it was; a page that is loaded anew begins anew.
  await page.addInitScript(`
    window.moved = [];
    new PerformanceObserver((list) => {
      for (const { value, hadRecentInput, sources } of list.getEntries())
        if (!hadRecentInput) window.moved.push({ value, what: sources.map(({ node }) => node?.outerHTML?.slice(0, 80)) });
    }).observe({ type: "layout-shift", buffered: true });
  `);
  const network = await context.newCDPSession(page);
  await network.send("Network.emulateNetworkConditions", {
    offline: false,
    latency: 400,
    downloadThroughput: 100_000,
    uploadThroughput: 50_000,
  });
  async function expectCalm(): Promise<void> {
    const moved = await page.evaluate<{ value: number; what: string[] }[]>("window.moved");
    const sum = moved.reduce((total, { value }) => total + value, 0);
    expect(sum, JSON.stringify(moved)).toBeLessThan(0.1);
  }
  const scripts = Promise.withResolvers<void>();
  await page.route("**/_next/static/**/*.js", async (route) => {
    await scripts.promise;
    await route.continue();
  });
  await page.goto("/sign-in", { waitUntil: "commit" });
  // Whoever acts before the first paint has the page laid out without its styles.
  await expect.poll(() => page.evaluate(`performance.getEntriesByName("first-contentful-paint").length`)).toBe(1);
  await page.getByLabel(t.account.email).fill(anna.email);
  await page.getByLabel(t.account.password, { exact: true }).fill(anna.password);
  const action = page.getByRole("button", { name: t.account.signIn, exact: true });
  // Before its script is there nothing is sent: the password would be a part of the address, and all that was typed gone.
  await action.click();
  await expect(page.getByLabel(t.account.email)).toHaveValue(anna.email);
  await page.getByLabel(t.account.email).press("Enter");
  expect(new URL(page.url()).search).toBe("");
  scripts.resolve();
  await expect(action).toHaveAttribute("type", "submit", { timeout: 20_000 });
  await expectCalm();
  await action.click();
  const box = page.getByLabel(t.chat.composerLabel);
  await expect(box).toBeVisible({ timeout: 30_000 });
  await chooseKnowledgeBase(page, "Handbook");
  await box.fill("What may a hotel in London cost a night?");
  await page.keyboard.press("Enter");
  await expect(page.locator("[data-stage]").or(page.getByText(t.chat.thinking)).first()).toBeVisible();
  await expect(page.locator("[data-citation]").first()).toBeVisible({ timeout: 20_000 });
  await expectCalm();
  await context.close();
});

test("what the documents do not say is not made up", async ({ page }) => {
  await enter(page);
  await ask(page, "What is the boiling point of tungsten?", "Handbook");
  const answer = page.getByRole("article").last();
  await expect(answer).toContainText(t.chat.notices.no_evidence_found);
  await expect(answer.locator("[data-citation]")).toHaveCount(0);
});

test("a conversation is there after a reload, can be renamed and deleted", async ({ page }) => {
  await enter(page);
  await ask(page, "Which extension do I call for lost equipment?", "Handbook");
  await page.reload();
  await expect(page.getByRole("article").last()).toContainText("4711");
  const sidebar = page
    .getByRole("navigation", { name: t.shell.conversations })
    .or(page.getByRole("complementary"))
    .first();
  const title =
    (await page
      .getByRole("link", { name: /extension/i })
      .first()
      .textContent()) ?? "";
  await page.getByRole("button", { name: t.shell.actionsFor(title) }).click();
  await page.getByRole("menuitem", { name: t.common.rename }).click();
  await page.getByLabel(t.shell.titleOf(title)).fill("Service desk");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("link", { name: "Service desk" })).toBeVisible();
  await page.getByRole("button", { name: t.shell.actionsFor("Service desk") }).click();
  await page.getByRole("menuitem", { name: t.common.delete }).click();
  await expect(page.getByRole("link", { name: "Service desk" })).toHaveCount(0);
  await expect(sidebar).toBeVisible();
});

test("a search shows the passages an answer would be based on", async ({ page }) => {
  await enter(page);
  await openKnowledgeBase(page, "Handbook", t.knowledge.tabs.search);
  await page.getByLabel(t.search.label).fill("holiday");
  await page.getByRole("button", { name: t.search.run, exact: true }).click();
  await expect(page.getByText("28 days of paid holiday")).toBeVisible();
  await page.getByRole("tabpanel").getByLabel(t.search.kind).selectOption(t.formats.names.word);
  await page.getByLabel(t.search.label).fill("yellow badge");
  await page.getByRole("button", { name: t.search.run, exact: true }).click();
  await page
    .getByRole("link", { name: /security\.docx/ })
    .first()
    .click();
  const passage = page.locator("mark", { hasText: "yellow badge" });
  await expect(passage).toBeInViewport();
});

test("what search finds is measured, and a re-index can be taken back", async ({ page }) => {
  await enter(page);
  await openKnowledgeBase(page, "Handbook", t.quality.tab);
  await page.getByRole("button", { name: t.quality.add }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel(t.quality.question).fill("What may a hotel in London cost a night?");
  await dialog.getByLabel(t.quality.documents).fill("handbook.pdf | 2");
  await dialog.getByRole("button", { name: t.quality.save }).click();
  await page.getByRole("button", { name: t.quality.run }).click();
  await expect(page.getByRole("row").filter({ hasText: t.quality.triggers.manual })).toContainText("1.00");
  await page.getByRole("button", { name: t.knowledge.actionsFor("Handbook") }).click();
  await page.getByRole("menuitem", { name: t.reindex.action }).click();
  await dialog.getByLabel(t.knowledge.size).fill("200");
  await dialog.getByRole("button", { name: t.reindex.start }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: t.reindex.start }).click();
  await dialog.getByRole("button", { name: t.reindex.revert }).click({ timeout: 30_000 });
  await page.getByRole("alertdialog").getByRole("button", { name: t.reindex.revert }).click();
  await expect(dialog).toHaveCount(0);
});

test("of a folder the file that cannot be read says why and what to do, and can be deleted", async ({ page }) => {
  await enter(page);
  await createKnowledgeBase(page, "Broken files");
  const folder = await mkdtemp(join(tmpdir(), "eai-folder-"));
  await writeFile(join(folder, "half.pdf"), (await samplePdf()).slice(0, 900));
  await writeFile(join(folder, "whole.md"), sampleMarkdown);
  await page.getByLabel(t.ingestion.chooseFolder).setInputFiles(folder);
  const name = `${basename(folder)}/half.pdf`;
  await expect(page.getByText(t.documents.states.failed, { exact: true }).first()).toBeVisible({ timeout: 60_000 });
  await expect(page.getByText(t.documents.failures.file_damaged).first()).toBeVisible();
  await expectReady(page, "whole.md");
  await page.getByRole("button", { name: t.documents.actionsFor(name) }).click();
  await page.getByRole("menuitem", { name: t.common.delete }).click();
  await page
    .getByRole("alertdialog")
    .or(page.getByRole("dialog"))
    .getByRole("button", { name: t.documents.deleteAction })
    .click();
  await expect(page.getByText(name)).toHaveCount(0);
  await rm(folder, { recursive: true });
});
