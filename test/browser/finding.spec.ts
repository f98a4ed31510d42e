import { expect, type Page, test } from "@playwright/test";
import { de } from "../../apps/web/messages/de/index.ts";
import { samplePdf } from "../sample-files.ts";
import { expectAccessible } from "./axe.ts";
import { another, ask, callApi, createKnowledgeBase, enter, t, uploadAll } from "./person.ts";

const hostile = `<img src=x onerror="document.title='taken'">`;

async function conversation(page: Page, title: string): Promise<string> {
  return (await callApi<{ id: string }>(page, "POST", "/api/v1/sessions", { title })).id;
}

function row(page: Page, title: string) {
  return page.getByRole("navigation", { name: t.shell.conversations }).getByRole("link", { name: title });
}

async function openPalette(page: Page) {
  await page.keyboard.press("Control+k");
  const palette = page.getByRole("dialog", { name: t.palette.title });
  await expect(palette.getByRole("combobox")).toBeFocused();
  return palette;
}

test("the palette finds a document by name and a conversation by what was said, with the keyboard alone", async ({
  page,
}) => {
  test.slow();
  await enter(page);
  await createKnowledgeBase(page, `Finding ${hostile}`);
  const buffer = Buffer.from(await samplePdf());
  await uploadAll(page, [{ name: "needle.pdf", mimeType: "application/pdf", buffer }]);
  await page.goto("/chat");
  await ask(page, "What may a hotel in Zurich cost?", "Finding");
  await callApi(page, "PATCH", `/api/v1/sessions/${page.url().split("/").at(-1)}`, { title: "Untitled" });
  await page.goto("/chat");
  await expect(row(page, "Untitled")).toBeVisible();
  const scripts: string[] = [];
  page.on("request", (request) => request.resourceType() === "script" && scripts.push(request.url()));

  const palette = await openPalette(page);
  // Nothing of it was loaded before it was opened.
  expect(scripts.length).toBeGreaterThan(0);
  await expectAccessible(page, "palette");
  await page.keyboard.type("needle");
  await expect(palette.getByRole("option", { name: /needle\.pdf/, selected: true })).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/documents\/doc_/);

  await openPalette(page);
  await page.keyboard.type("210 euros");
  await expect(palette.getByRole("option", { name: "Untitled", selected: true })).toContainText("210 euros");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/chat\/ses_[^#]+#msg_/);
  await expect(page.getByRole("article").last()).toContainText("210 euros");

  await openPalette(page);
  await page.keyboard.type("img onerror");
  await expect(palette.getByRole("option", { name: /Finding <img/ })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(palette).toHaveCount(0);
  await expect(page).not.toHaveTitle("taken");

  // Documents come late and stand first: Enter opens what stands first, unless somebody has gone elsewhere.
  await conversation(page, "A box of needles");
  await page.reload();
  // The frame is drawn on the server; with the list the page listens to keys.
  await expect(row(page, "A box of needles")).toBeVisible();
  for (const keys of [[], ["ArrowDown", "ArrowUp"]]) {
    const late = Promise.withResolvers<void>();
    await page.route("**/api/v1/documents?*", async (route) => {
      await late.promise;
      await route.continue();
    });
    const opened = await openPalette(page);
    await page.keyboard.type("needle");
    const known = opened.getByRole("option", { name: /A box of needles/ });
    await expect(known).toHaveAttribute("aria-selected", "true");
    for (const key of keys) await page.keyboard.press(key);
    late.resolve();
    await expect(opened.getByRole("option").first()).toContainText("needle.pdf");
    const chosen = keys.length === 0 ? opened.getByRole("option").first() : known;
    await expect(chosen).toHaveAttribute("aria-selected", "true");
    await expect(opened.getByRole("combobox")).toHaveAttribute(
      "aria-activedescendant",
      (await chosen.getAttribute("id")) ?? "",
    );
    await page.unroute("**/api/v1/documents?*");
    await page.keyboard.press("Escape");
    await expect(opened).toHaveCount(0);
  }
});

test("older conversations come when the end of the list is near, and say so meanwhile", async ({ page }) => {
  await enter(page);
  for (let count = 0; count < 45; count += 1) await conversation(page, `Older ${count}`);
  // Pages of forty in the place of 200.
  const release = Promise.withResolvers<void>();
  let asked = 0;
  await page.route("**/api/v1/sessions?limit=200*", async (route) => {
    const address = route.request().url();
    if (address.includes("cursor=")) {
      asked += 1;
      await release.promise;
    }
    await route.continue({ url: address.replace("limit=200", "limit=40") });
  });
  await page.reload();
  await expect(row(page, "Older 44")).toBeVisible();
  await expect(page.getByText(t.conversations.loadingOlder)).toBeAttached();
  expect(asked).toBe(0);
  await row(page, "Older 20").scrollIntoViewIfNeeded();
  await expect.poll(() => asked).toBe(1);
  await expect(row(page, "Older 0")).toHaveCount(0);
  release.resolve();
  await expect(row(page, "Older 0")).toBeAttached();
});

test("when another tab signs in as somebody else, nothing of the first person stays on the page", async ({
  browser,
  page,
}) => {
  await enter(page);
  const id = await conversation(page, "Not for other eyes");
  await page.goto(`/chat/${id}`);
  await page.getByLabel(t.chat.composerLabel).fill("Half a question");
  const bob = await another(browser, "Bob", "bob.tabs@example.com");
  await page.context().addCookies(await bob.context().cookies());
  await page.evaluate("window.dispatchEvent(new Event('visibilitychange'))");
  await expect(page.getByRole("heading", { name: t.chat.notFoundTitle })).toBeVisible();
  await expect(page.getByText("Not for other eyes")).toHaveCount(0);
  expect(await page.evaluate("JSON.stringify(sessionStorage)")).not.toContain("Half a question");
  await bob.context().close();
});

test("a conversation that was deleted comes back, and is gone for good when the page is left", async ({ page }) => {
  await enter(page);
  const id = await conversation(page, "Short-lived");
  await page.reload();
  await row(page, "Short-lived").focus();
  await page.keyboard.press("Delete");
  await expect(row(page, "Short-lived")).toHaveCount(0);
  await page.getByRole("button", { name: t.conversations.undo }).click();
  await expect(row(page, "Short-lived")).toBeVisible();
  expect((await page.request.get(`/api/v1/sessions/${id}`)).status()).toBe(200);

  await row(page, "Short-lived").focus();
  await page.keyboard.press("Delete");
  await expect(page.getByText(t.conversations.deleted("Short-lived"))).toBeVisible();
  await page.goto("about:blank");
  await expect.poll(async () => (await page.request.get(`/api/v1/sessions/${id}`)).status()).toBe(404);
});

test("a folder takes conversations by drag, stays folded, and leaves them when it is deleted", async ({ page }) => {
  await enter(page);
  await conversation(page, "Offer for the town hall");
  await page.reload();
  await page.getByRole("button", { name: t.conversations.newFolder }).click();
  await page.getByLabel(t.conversations.folderName).fill("Tenders");
  // The server takes its time: the folder is there all the same, and takes what is dropped.
  const held = Promise.withResolvers<void>();
  await page.route("**/api/v1/session-folders", async (route) => {
    if (route.request().method() === "POST") await held.promise;
    await route.continue();
  });
  await page.keyboard.press("Enter");
  const head = page.getByRole("button", { name: /^Tenders/ });
  await expect(head).toBeFocused();
  await row(page, "Offer for the town hall").dragTo(head);
  const folder = page.getByRole("region", { name: "Tenders" });
  await expect(folder.getByRole("link", { name: "Offer for the town hall" })).toBeVisible();
  const moved = page.waitForResponse((answer) => answer.request().method() === "PATCH");
  held.resolve();
  expect((await moved).status()).toBe(200);
  await expect(folder.getByRole("button", { name: t.shell.actionsFor("Tenders") })).toBeAttached();
  await expect(folder.getByRole("link", { name: "Offer for the town hall" })).toBeVisible();
  await head.click();
  await expect(row(page, "Offer for the town hall")).toBeHidden();
  await page.reload();
  await expect(head).toHaveAttribute("aria-expanded", "false");
  await expect(row(page, "Offer for the town hall")).toBeHidden();
  await head.focus();
  await page.keyboard.press("Delete");
  await expect(head).toHaveCount(0);
  await expect(row(page, "Offer for the town hall")).toBeVisible();
});

test("shortcuts are listed on ?, act only where nobody writes, and can be turned off and changed", async ({ page }) => {
  await enter(page);
  const list = page.getByRole("dialog", { name: t.shortcuts.title });
  const composer = page.getByLabel(t.chat.composerLabel);
  await composer.fill("");
  await page.keyboard.type("why?");
  await expect(composer).toHaveValue("why?");
  await expect(list).toHaveCount(0);
  await composer.fill("");
  await composer.blur();
  await page.keyboard.press("?");
  await expect(list).toContainText(t.shortcuts.names.palette);
  await expect(list).toContainText(t.shortcuts.names.quote);
  await expectAccessible(page, "shortcuts");
  await list.getByRole("link", { name: t.shortcuts.change }).click();

  await expect(page).toHaveURL(/\/settings\/shortcuts/);
  await page.getByRole("switch", { name: t.shortcuts.settings.singleKeys }).click();
  await page.getByRole("heading", { level: 1 }).click();
  await page.keyboard.press("?");
  await expect(list).toHaveCount(0);
  await page.getByRole("button", { name: t.shortcuts.settings.record(t.shortcuts.names.help) }).click();
  await page.keyboard.press("Control+t");
  await expect(page.getByText(t.shortcuts.settings.reserved("Ctrl + T"))).toBeVisible();
  await page.keyboard.press("Control+Shift+h");
  await page.reload();
  await expect(page.getByRole("switch", { name: t.shortcuts.settings.singleKeys })).not.toBeChecked();
  await page.keyboard.press("Control+Shift+h");
  await expect(list).toBeVisible();
});

test("settings are found by name and open at their place; in a window of 360 pixels they are drilled into", async ({
  page,
}) => {
  await enter(page);
  await page.goto("/settings");
  await expect(page).toHaveURL(/\/settings\/profile/);
  await page.getByLabel(t.appearance.search.label).fill("animation");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/settings\/appearance#motion/);
  await expect(page.getByRole("group", { name: t.appearance.motion })).toBeFocused();
  await page.getByLabel(t.appearance.textSizes.larger).check();
  await page.reload();
  await expect(page.locator("html")).toHaveAttribute("data-text-size", "larger");
  await page.getByLabel(t.appearance.textSizes.normal).check();

  await page.setViewportSize({ width: 360, height: 740 });
  await page.getByRole("link", { name: t.appearance.search.back }).click();
  await page.getByRole("link", { name: new RegExp(t.settings.sections.language) }).click();
  await page.getByLabel("Deutsch").check();
  await expect(page.getByRole("heading", { name: de.settings.sections.language, level: 1 })).toBeVisible();
  await page.keyboard.press("Control+k");
  await expect(page.getByRole("dialog", { name: de.palette.title })).toBeVisible();
  await page.keyboard.type("neuer chat");
  await expect(page.getByRole("option", { name: de.shell.newChat, selected: true })).toBeVisible();
  const overflow = await page.evaluate("document.documentElement.scrollWidth - window.innerWidth");
  expect(overflow).toBeLessThanOrEqual(0);
});
