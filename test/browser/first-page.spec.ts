import { readdirSync } from "node:fs";
import { expect, test } from "@playwright/test";
import { callApi, enter, t } from "./person.ts";

const settings = readdirSync("apps/web/app/(workspace)/settings", { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => `/settings/${name}`);

test("the first page comes with who is signed in and what they have, before any script, and to nobody else", async ({
  browser,
  page,
}) => {
  await enter(page);
  const { baseURL = "" } = test.info().project.use;
  const headers = { origin: baseURL };
  const name = "First page of Anna";
  await page.request.post("/api/v1/knowledge-bases", { headers, data: { name, scope: "personal" } });

  const scriptless = await browser.newContext({ baseURL, javaScriptEnabled: false });
  await scriptless.addCookies(await page.context().cookies());
  const bare = await scriptless.newPage();
  const answer = await bare.goto("/knowledge-bases");
  expect(answer?.headers()["cache-control"]).toContain("no-store");
  await expect(bare.getByRole("heading", { name: t.knowledge.title })).toBeVisible();
  await expect(bare.getByRole("link", { name }).first()).toBeVisible();
  await bare.goto("/chat");
  await expect(bare.getByRole("heading", { name: t.chat.greeting("Anna") })).toBeVisible();

  const clara = { name: "Clara Zetterberg", email: "clara@example.com", password: "correct horse battery staple" };
  await scriptless.clearCookies();
  await bare.goto("/knowledge-bases");
  await expect(bare.getByText(name)).toHaveCount(0);
  await scriptless.request.post("/api/auth/sign-up/email", { data: clara, headers });
  await bare.goto("/knowledge-bases");
  await expect(bare.getByText(clara.name, { exact: true })).toBeVisible();
  await expect(bare.getByText(name)).toHaveCount(0);
  await scriptless.close();
});

test("every page comes alive as the server drew it, in a zone far from the server's, without an error", async ({
  browser,
  page,
}) => {
  await enter(page);
  const { baseURL = "" } = test.info().project.use;
  const base = { name: "Alive", description: "What stands below the name.", scope: "personal" };
  const { id } = await callApi<{ id: string }>(page, "POST", "/api/v1/knowledge-bases", base);
  const ofBase = `/knowledge-bases/${id}`;
  const drawn = await (await page.request.get(ofBase, { headers: { accept: "text/html" } })).text();
  expect(drawn).toContain(base.description);
  const context = await browser.newContext({ baseURL, timezoneId: "Pacific/Kiritimati" });
  await context.addCookies(await page.context().cookies());
  const far = await context.newPage();
  const errors: string[] = [];
  far.on("pageerror", (error) => errors.push(`${far.url()}: ${error.message}`));
  far.on("console", (message) => message.type() === "error" && errors.push(`${far.url()}: ${message.text()}`));
  for (const path of ["/chat", "/knowledge-bases", ofBase, ...settings]) {
    await far.goto(path);
    await expect(far.getByRole("button", { name: t.conversations.newFolder })).toBeVisible();
    await expect(far.getByRole("main").getByRole("heading").first()).toBeVisible();
    if (path === ofBase) await expect(far.getByRole("tab", { name: t.knowledge.tabs.documents })).toBeVisible();
  }
  expect(errors).toEqual([]);
  await context.close();
});

test("a telephone gets no column that it has no room for, and the drawer in its place", async ({ browser, page }) => {
  await enter(page);
  const { baseURL = "" } = test.info().project.use;
  const phoneHeader = { "sec-ch-ua-mobile": "?1" };
  for (const [headers, isThere] of [
    [{ accept: "text/html" }, true],
    [{ accept: "text/html", ...phoneHeader }, false],
  ] as const) {
    const drawn = await (await page.request.get("/knowledge-bases", { headers })).text();
    expect(drawn.includes(t.knowledge.title)).toBe(true);
    expect(drawn.includes("<aside")).toBe(isThere);
  }

  const viewport = { width: 360, height: 740 };
  const context = await browser.newContext({ baseURL, viewport, isMobile: true, extraHTTPHeaders: phoneHeader });
  await context.addCookies(await page.context().cookies());
  const phone = await context.newPage();
  const errors: string[] = [];
  phone.on("pageerror", (error) => errors.push(error.message));
  phone.on("console", (message) => message.type() === "error" && errors.push(message.text()));
  await phone.goto("/knowledge-bases");
  await phone.getByRole("button", { name: t.shell.openSidebar }).click();
  const drawer = phone.getByRole("dialog", { name: t.shell.sidebar });
  await drawer.getByRole("link", { name: t.shell.newChat }).click();
  await expect(phone.getByLabel(t.chat.composerLabel)).toBeVisible();
  await expect(drawer).toHaveCount(0);
  // Turned on its side there is room.
  await phone.setViewportSize({ width: 900, height: 420 });
  await expect(phone.getByRole("navigation", { name: t.shell.sidebar })).toBeVisible();
  expect(errors).toEqual([]);
  await context.close();
});

test("scripts and styles come compressed as far as the browser can take it, and once for all", async ({ page }) => {
  await page.goto("/sign-in");
  const links = await page.locator("script[src], link[rel=stylesheet]").all();
  const paths = await Promise.all(
    links.map(async (link) => (await link.getAttribute("src")) ?? (await link.getAttribute("href")) ?? ""),
  );
  expect(paths.length).toBeGreaterThan(5);
  for (const path of paths) {
    const plain = await page.request.get(path, { headers: { "accept-encoding": "identity" } });
    const wanted = { "deflate, gzip, br": "br", "gzip, br;q=0": "gzip", "br;q=0.5": "br" };
    for (const [accepted, expected] of Object.entries(wanted)) {
      const answer = await page.request.get(path, { headers: { "accept-encoding": accepted } });
      expect.soft(answer.headers()["content-encoding"], `${path} for ${accepted}`).toBe(expected);
      expect.soft(answer.headers()["cache-control"], path).toContain("immutable");
      expect.soft(answer.headers()["content-type"], path).toMatch(/^(application\/javascript|text\/css)/);
      expect.soft((await answer.text()) === (await plain.text()), path).toBe(true);
    }
    // A part of it is a part of what it is, not of how it travels.
    const part = await page.request.get(path, { headers: { range: "bytes=10-5", "accept-encoding": "br" } });
    expect.soft(part.headers()["content-encoding"], path).toBeUndefined();
  }
  expect((await page.request.head(paths[0] ?? "")).status()).toBe(200);
});
