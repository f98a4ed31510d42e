import { type BrowserContext, expect, type Page, test } from "@playwright/test";
import { de } from "../../apps/web/messages/de/index.ts";
import { anna, enter, t } from "./person.ts";

const paths = ["/chat", "/knowledge-bases", "/settings/profile", "/settings/api-keys", "/settings/devices"];

/** How far the page can be scrolled sideways, in pixels, and what reaches out of the window. */
async function sideways(page: Page): Promise<number> {
  return page.evaluate("document.documentElement.scrollWidth - window.innerWidth");
}

async function setLanguage(context: BrowserContext, page: Page, language: string): Promise<void> {
  await context.addCookies([{ name: "language", value: language, url: new URL(page.url()).origin }]);
}

test("a German browser gets a German page, title, manifest and errors, with nothing left in English", async ({
  browser,
  page,
}) => {
  await enter(page);
  const { baseURL } = test.info().project.use;
  const context = await browser.newContext({ locale: "de-DE", ...(baseURL && { baseURL }) });
  const german = await context.newPage();
  // Somebody whose pages hold no words but the page's own.
  const berta = { name: "Berta", email: "berta@example.com", password: anna.password };
  await german.request.post("/api/auth/sign-up/email", { data: berta, headers: { origin: baseURL ?? "" } });
  await context.clearCookies();
  await german.goto("/sign-in");
  await expect(german).toHaveTitle(`${de.account.signInTitle} · ${de.product}`);
  expect(await german.getAttribute("html", "lang")).toBe("de");
  await german.getByLabel(de.account.email).fill(berta.email);
  await german.getByLabel(de.account.password, { exact: true }).fill("not the password");
  await german.getByRole("button", { name: de.account.signIn, exact: true }).click();
  await expect(german.getByText(de.accountProblems.unauthenticated ?? "")).toBeVisible();
  await german.getByLabel(de.account.password, { exact: true }).fill(anna.password);
  await german.getByRole("button", { name: de.account.signIn, exact: true }).click();
  await expect(german.getByLabel(de.chat.composerLabel)).toBeVisible();
  for (const path of paths) {
    await german.goto(path);
    await expect(german.getByRole("main").getByRole("heading").first()).toBeVisible();
    if (path === "/knowledge-bases") continue;
    const words = await german.evaluate("document.body.innerText");
    expect(String(words).match(/\b(the|your|and|with|from|you|ago|yesterday|keys)\b/gi), path).toBeNull();
    const names = await german
      .getByRole("button")
      .or(german.getByRole("link"))
      .evaluateAll((elements) => elements.map((element) => element.getAttribute("aria-label") ?? ""));
    expect(names.join(" ").match(/\b(the|your|of|for|open|close|remove|show)\b/gi), path).toBeNull();
  }
  const manifest = (await (
    await german.request.get("/manifest.webmanifest", { headers: { "accept-language": "de-DE,de;q=0.9" } })
  ).json()) as { lang: string };
  expect(manifest.lang).toBe("de");
  // A choice goes before what the browser asks for.
  await setLanguage(context, german, "en");
  await german.goto("/settings/profile");
  await expect(german.getByRole("heading", { name: t.settings.profile.permissions })).toBeVisible();
  await context.close();
});

test("a page from right to left stands the other way, and nothing reaches out of it", async ({ page }) => {
  await enter(page);
  await page.goto("/knowledge-bases");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await page.evaluate("document.documentElement.dir = 'rtl'");
  const { width } = page.viewportSize() ?? { width: 0 };
  const navigation = await page.getByRole("navigation", { name: t.shell.sidebar }).boundingBox();
  expect((navigation?.x ?? 0) + (navigation?.width ?? 0)).toBeGreaterThan(width - 20);
  expect(await sideways(page)).toBeLessThanOrEqual(0);
  await page.setViewportSize({ width: 360, height: 740 });
  await page.getByRole("button", { name: t.shell.openSidebar }).click();
  const drawer = page.getByRole("dialog", { name: t.shell.sidebar });
  await expect
    .poll(async () => {
      const box = await drawer.boundingBox();
      return Math.round((box?.x ?? 0) + (box?.width ?? 0));
    })
    .toBe(360);
  expect(await sideways(page)).toBeLessThanOrEqual(0);
});

test("320 pixels, and letters of twice the size, need no scrolling sideways", async ({ page }) => {
  await enter(page);
  for (const [width, size] of [
    [320, "100%"],
    [640, "200%"],
  ] as const) {
    await page.setViewportSize({ width, height: 640 });
    for (const path of [...paths, "/settings/data"]) {
      await page.goto(path);
      await expect(page.getByRole("heading", { level: 1 }).first()).toBeVisible();
      await page.evaluate(`document.documentElement.style.fontSize = "${size}"`);
      expect(await sideways(page), `${path} at ${width} pixels, letters of ${size}`).toBeLessThanOrEqual(0);
    }
  }
});

test("a tooltip can be reached with the pointer and closed without what is below it", async ({ page }) => {
  await enter(page);
  await page.goto("/knowledge-bases");
  const tooltip = page.getByRole("tooltip");
  const collapse = page.getByRole("button", { name: t.conversations.collapseSidebar });
  await collapse.hover();
  await expect(tooltip).toHaveText(t.conversations.collapseSidebar);
  // Its words are the button's name: nothing to be read out twice.
  await expect(collapse).not.toHaveAttribute("aria-describedby");
  await tooltip.hover();
  await page.waitForTimeout(400);
  await expect(tooltip).toBeVisible();
  await page.mouse.move(500, 500);
  await expect(tooltip).toHaveCount(0);

  await page.getByRole("button", { name: t.knowledge.create }).first().click();
  const dialog = page.getByRole("dialog");
  const close = dialog.getByRole("button", { name: t.common.close });
  await close.hover();
  await expect(tooltip).toHaveText(t.common.close);
  await page.keyboard.press("Escape");
  await expect(tooltip).toHaveCount(0);
  await expect(dialog).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(dialog).toHaveCount(0);

  // With the keyboard at once, one at a time, and gone when something is done.
  await page.keyboard.press("Tab");
  await collapse.focus();
  await expect(tooltip).toHaveText(t.conversations.collapseSidebar);
  await page.getByRole("button", { name: t.conversations.newFolder }).hover();
  await expect(tooltip).toHaveText(t.conversations.newFolder);
  await page.getByRole("button", { name: t.conversations.newFolder }).click();
  await expect(tooltip).toHaveCount(0);
  await page.keyboard.press("Escape");
});

test("the keyboard goes past the navigation, and the focus follows to another page", async ({ page }) => {
  await enter(page);
  await page.goto("/settings/profile");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  const skip = page.getByRole("link", { name: t.common.skipToContent });
  await expect(skip).toBeAttached();
  await page.keyboard.press("Tab");
  await expect(skip).toBeFocused();
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  expect(await page.evaluate("Boolean(document.activeElement.closest('main'))")).toBe(true);
  await page.getByRole("link", { name: t.shell.knowledgeBases }).first().focus();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/knowledge-bases/);
  await expect(page.getByRole("main")).toBeFocused();
  await expect(page).toHaveTitle(new RegExp(t.knowledge.title));
  // A dialog gives the focus back to what opened it.
  const opener = page.getByRole("button", { name: t.knowledge.create }).first();
  await opener.focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("dialog")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(opener).toBeFocused();
});

test("the system's own colours leave every state to be seen", async ({ page }) => {
  await enter(page);
  await page.goto("/settings/api-keys");
  await page.emulateMedia({ forcedColors: "active", contrast: "more" });
  await page.getByRole("button", { name: t.settings.keys.create }).first().click();
  const box = page.getByRole("dialog").getByRole("checkbox").first();
  await expect(box).toBeVisible();
  const styleOf = (selector: string, name: string) =>
    page.evaluate(`getComputedStyle(document.querySelector('[role=dialog] ${selector}')).${name}`);
  const before = await styleOf("[role=checkbox]", "backgroundColor");
  await box.click();
  await expect.poll(() => styleOf("[role=checkbox]", "backgroundColor")).not.toBe(before);
  const edge = await styleOf("button:not([role])", "borderTopWidth");
  expect(edge).not.toBe("0px");
});

test.describe("offline", () => {
  test.use({ serviceWorkers: "allow" });
  test("without a connection an open page says what still works, and another page says why it is not there", async ({
    page,
    context,
  }) => {
    await enter(page);
    await page.evaluate("navigator.serviceWorker.ready.then(() => undefined)");
    await context.setOffline(true);
    await expect(page.getByText(t.offline.chat)).toBeVisible();
    await page.goto("/knowledge-bases").catch(() => undefined);
    await expect(page.getByRole("heading", { name: t.offline.pageTitle })).toBeVisible();
    // It keeps one page, the same for everybody, and nothing of this person.
    const kept = await page.evaluate(
      "caches.keys().then((names) => Promise.all(names.map((name) => caches.open(name).then((cache) => cache.keys())))).then((all) => all.flat().map((request) => new URL(request.url).pathname))",
    );
    expect(kept).toEqual(["/offline"]);
    await context.setOffline(false);
    await expect(page.getByRole("heading", { name: t.knowledge.title, level: 1 })).toBeVisible();
  });
});

test("the page can be installed", async ({ page, request }) => {
  await page.goto("/sign-in");
  const address = await page.locator('link[rel="manifest"]').getAttribute("href");
  const manifest = (await (await request.get(address ?? "")).json()) as {
    name: string;
    display: string;
    start_url: string;
    icons: { src: string; sizes: string; purpose?: string }[];
  };
  expect(manifest).toMatchObject({ name: t.product, display: "standalone", start_url: "/chat" });
  expect(manifest.icons.some(({ purpose }) => purpose === "maskable")).toBe(true);
  for (const { src, sizes } of manifest.icons) {
    const icon = await request.get(src);
    expect(icon.status(), src).toBe(200);
    const bytes = await icon.body();
    if (src.endsWith(".png")) expect(`${bytes.readUInt32BE(16)}x${bytes.readUInt32BE(20)}`, src).toBe(sizes);
  }
});
