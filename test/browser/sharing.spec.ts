import { expect, type Page, test } from "@playwright/test";
import { expectAccessible } from "./axe.ts";
import { another, ask, callApi, createKnowledgeBase, enter, expectReady, t, uploadAll } from "./person.ts";

// Another one in each run: what is deleted at the end may be left by one that broke off.
const base = `Works council ${Date.now()}`;
const canteen = "canteen.md";
const salaries = "salaries.md";
const files = [
  { name: canteen, mimeType: "text/markdown", buffer: Buffer.from("# Canteen\n\nLunch costs 7 euros on weekdays.") },
  { name: salaries, mimeType: "text/markdown", buffer: Buffer.from("# Salaries\n\nThe board earns 4711 ducats.") },
];

test.describe.configure({ mode: "serial" });

let anna: Page;
let bob: Page;
let carol: Page;
let address: string;

test.beforeAll(async ({ browser }) => {
  anna = await (await browser.newContext(baseOptions())).newPage();
  await enter(anna);
  bob = await another(browser, "Bob Marsh", "bob.sharing@example.com");
  carol = await another(browser, "Carol Finch", "carol.sharing@example.com");
  await createKnowledgeBase(anna, base);
  address = anna.url();
  await uploadAll(anna, files);
});

test.afterAll(async () => {
  for (const page of [anna, bob, carol]) await page?.context().close();
});

function baseOptions() {
  const { baseURL } = test.info().project.use;
  return baseURL === undefined ? {} : { baseURL };
}

function shareDialog(page: Page) {
  return page.getByRole("dialog", { name: /^Share/ });
}

async function openShareOf(page: Page, document: string) {
  await page.getByRole("button", { name: t.documents.actionsFor(document) }).click();
  await page.getByRole("menuitem", { name: t.sharing.share }).click();
  await expect(shareDialog(page).getByRole("region", { name: t.sharing.who })).toBeVisible();
  return shareDialog(page);
}

test("before anything is shared nobody else finds it", async () => {
  for (const page of [bob, carol]) {
    await page.goto(address);
    await expect(page.getByText(t.knowledge.notFound)).toBeVisible();
  }
});

test("the owner shares one document by keyboard alone, and sees who will see it", async () => {
  await anna.goto(address);
  await expectReady(anna, canteen);
  await anna.getByRole("button", { name: t.documents.actionsFor(canteen) }).focus();
  await anna.keyboard.press("Enter");
  const share = anna.getByRole("menuitem", { name: t.sharing.share });
  await expect(share).toBeVisible();
  for (let presses = 0; presses < 8 && !(await share.evaluate((item) => item.matches(":focus"))); presses++)
    await anna.keyboard.press("ArrowDown");
  await anna.keyboard.press("Enter");
  const dialog = shareDialog(anna);
  await expect(dialog.getByText(t.sharing.whoCount(1), { exact: true })).toBeVisible();
  await expect(dialog.getByRole("combobox")).toBeFocused();
  await anna.keyboard.type("bob.sharing");
  await expect(dialog.getByRole("option", { name: /Bob Marsh/ })).toBeVisible();
  await anna.keyboard.press("Escape");
  await expect(dialog.getByRole("option")).toHaveCount(0);
  await anna.keyboard.press("ArrowDown");
  await expect(dialog.getByRole("option", { name: /Bob Marsh/, selected: true })).toBeVisible();
  await anna.keyboard.press("Enter");
  await expect(
    dialog.getByRole("button", { name: t.sharing.levelOf("Bob Marsh", t.sharing.levels.read) }),
  ).toBeVisible();
  await expect(dialog.getByText(t.sharing.whoCount(2), { exact: true })).toBeVisible();
  await anna.keyboard.press("Escape");
  await expect(dialog).toHaveCount(0);
  await anna.goto("/knowledge-bases");
  await expect(anna.getByRole("listitem").filter({ hasText: base })).toContainText(t.sharing.sharedBadge);
});

test("bob finds this document and only it, in the list and in chat", async () => {
  await bob.goto("/knowledge-bases");
  await expect(bob.getByRole("listitem").filter({ hasText: base })).toContainText(t.sharing.sharedWithMeBadge);
  await bob.getByRole("link", { name: base }).first().click();
  await expect(bob.getByText(canteen)).toBeVisible();
  await expect(bob.getByText(salaries)).toHaveCount(0);
  await expect(bob.getByRole("button", { name: t.sharing.share })).toHaveCount(0);
  await bob.getByRole("button", { name: t.documents.actionsFor(canteen) }).click();
  await expect(bob.getByRole("menuitem", { name: t.documents.download })).toBeVisible();
  await expect(bob.getByRole("menuitem", { name: t.sharing.share })).toHaveCount(0);
  await bob.goto("/chat");
  await ask(bob, "What does lunch cost?", base);
  await expect(bob.getByRole("article").last()).toContainText("7 euros");
  await bob.goto("/chat");
  await ask(bob, "How many ducats does the board earn?", base);
  await expect(bob.getByRole("article").last()).not.toContainText("4711");
  await carol.goto(address);
  await expect(carol.getByText(t.knowledge.notFound)).toBeVisible();
});

test("removing him closes it at his next question, undo opens it again", async () => {
  await bob.goto("/chat");
  await ask(bob, "What does lunch cost on weekdays?", base);
  await expect(bob.getByRole("article").last()).toContainText("7 euros");
  await anna.goto(address);
  const dialog = await openShareOf(anna, canteen);
  await dialog.getByRole("button", { name: /^Bob Marsh/ }).click();
  await anna.getByRole("menuitem", { name: t.sharing.remove }).click();
  await expect(dialog.getByText(t.sharing.removed("Bob Marsh"))).toBeVisible();
  await expect(dialog.getByText(t.sharing.whoCount(1), { exact: true })).toBeVisible();

  await bob.getByLabel(t.chat.composerLabel).fill("And what does lunch cost now?");
  await bob.keyboard.press("Enter");
  await expect(bob.getByText("And what does lunch cost now?")).toBeVisible();
  await expect(bob.getByRole("alert").or(bob.getByText(t.chat.notices.no_evidence_found)).last()).toBeVisible();
  await expect(bob.getByRole("article").last()).not.toContainText("7 euros");
  await bob.reload();
  await bob.locator("[data-citation]").first().click();
  const sources = bob.getByRole("complementary", { name: t.citations.title });
  await expect(sources).toContainText(t.citations.unavailable);
  await expect(sources).not.toContainText("7 euros");
  await bob.goto(address);
  await expect(bob.getByText(t.knowledge.notFound)).toBeVisible();

  await expect(dialog.getByRole("button", { name: t.sharing.undo })).toBeFocused();
  await anna.keyboard.press("Enter");
  await expect(dialog.getByText(t.sharing.whoCount(2), { exact: true })).toBeVisible();
  await bob.goto(address);
  await expect(bob.getByText(canteen)).toBeVisible();
});

test("a denial wins over a grant of the whole knowledge base, a restriction over its readers", async () => {
  await anna.goto(address);
  await anna.getByRole("button", { name: t.sharing.share, exact: true }).click();
  let dialog = shareDialog(anna);
  await dialog.getByRole("button", { name: new RegExp(t.sharing.newLevel) }).click();
  await anna.getByRole("menuitemradio", { name: new RegExp(t.sharing.levels.edit) }).click();
  await dialog.getByRole("combobox").fill("carol.sharing");
  await dialog.getByRole("option", { name: /Carol Finch/ }).click();
  await expect(
    dialog.getByRole("button", { name: t.sharing.levelOf("Carol Finch", t.sharing.levels.edit) }),
  ).toBeVisible();
  await anna.keyboard.press("Escape");
  await carol.goto(address);
  await expect(carol.getByText(salaries)).toBeVisible();

  dialog = await openShareOf(anna, salaries);
  await expect(dialog.getByRole("region", { name: t.sharing.inherited })).toContainText("Carol Finch");
  await dialog.getByLabel(t.sharing.restrict).click();
  await expect(dialog.getByText(t.sharing.inheritedOff)).toBeVisible();
  await anna.keyboard.press("Escape");
  await expect(anna.getByRole("listitem").filter({ hasText: salaries })).toContainText(t.sharing.restrictedBadge);
  await carol.reload();
  await expect(carol.getByText(canteen)).toBeVisible();
  await expect(carol.getByText(salaries)).toHaveCount(0);

  dialog = await openShareOf(anna, canteen);
  await dialog.getByRole("button", { name: new RegExp(t.sharing.newLevel) }).click();
  await anna.getByRole("menuitemradio", { name: new RegExp(t.sharing.levels.none) }).click();
  await dialog.getByRole("combobox").fill("carol.sharing");
  await dialog.getByRole("option", { name: /Carol Finch/ }).click();
  await expect(
    dialog.getByRole("button", { name: t.sharing.levelOf("Carol Finch", t.sharing.levels.none) }),
  ).toBeVisible();
  await carol.reload();
  await expect(carol.getByRole("heading", { name: base, level: 1 })).toBeVisible();
  await expect(carol.getByText(canteen)).toHaveCount(0);
});

test("no sharing dialog has an axe violation", async () => {
  await anna.goto(address);
  await anna.getByRole("button", { name: t.sharing.share, exact: true }).click();
  const dialog = shareDialog(anna);
  await expect(dialog.getByRole("region", { name: t.sharing.who })).toBeVisible();
  await expectAccessible(anna, "sharing a knowledge base");
  await dialog.getByRole("combobox").fill("a");
  await expect(dialog.getByRole("option").first()).toBeVisible();
  await expectAccessible(anna, "directory");
  await anna.keyboard.press("Escape");
  await dialog.getByRole("button", { name: /^Carol Finch/ }).click();
  await expectAccessible(anna, "levels");
  await anna.keyboard.press("Escape");
  await anna.keyboard.press("Escape");
  await openShareOf(anna, salaries);
  await expectAccessible(anna, "sharing a document");
  await anna.keyboard.press("Escape");
  await expectAccessible(anna, "badges");
});

test("the dialog fits a window of 360 pixels", async () => {
  await anna.setViewportSize({ width: 360, height: 740 });
  await anna.goto(address);
  const dialog = await openShareOf(anna, salaries);
  const box = await dialog.boundingBox();
  expect(box && box.x >= 0 && box.x + box.width <= 360).toBe(true);
  await callApi(anna, "DELETE", `/api/v1${new URL(address).pathname}`);
});
