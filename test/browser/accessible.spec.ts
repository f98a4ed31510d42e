import { expect, type Page, test } from "@playwright/test";
import { samplePdf } from "../sample-files.ts";
import { expectAccessible } from "./axe.ts";
import { ask, callApi, createKnowledgeBase, enter, t, uploadAll } from "./person.ts";

const name = "Accessible";
const question = "How many days of paid holiday?";

/** What is there to be looked at. */
interface Place {
  knowledgeBase: string;
  document: string;
  session: string;
  shared: string;
}

interface Screen {
  name: string;
  at: (place: Place) => string;
  /** Opens what is to be looked at, and waits for it. */
  show: (page: Page) => Promise<unknown>;
}

const visible = (page: Page, text: string) => expect(page.getByText(text).first()).toBeVisible();
const dialog = (page: Page) => expect(page.getByRole("dialog").or(page.getByRole("alertdialog")).first()).toBeVisible();
const press = (page: Page, label: string) => page.getByRole("button", { name: label, exact: true }).first().click();
const choose = (page: Page, label: string) => page.getByRole("menuitem", { name: label }).click();
const base = ({ knowledgeBase }: Place) => `/knowledge-bases/${knowledgeBase}`;

const openDialog = (page: Page, label: string) => press(page, label).then(() => dialog(page));

async function fromMenu(page: Page, menu: string, item: string): Promise<void> {
  await press(page, menu);
  await choose(page, item);
  await dialog(page);
}

async function openTab(page: Page, tab: string, text: string): Promise<void> {
  await page.getByRole("tab", { name: tab }).click();
  await expect(page.getByLabel(text).first()).toBeVisible();
}

/** Back to the page itself: faster than loading it anew. */
async function closeWhatIsOpen(page: Page): Promise<void> {
  const open = page.locator("[role=dialog], [role=alertdialog], [role=menu]");
  if ((await open.count()) > 0) await page.keyboard.press("Escape");
  await expect(open).toHaveCount(0);
}

const screens: Screen[] = [
  { name: "page not found", at: () => "/no/such/page", show: (page) => visible(page, t.errors.notFoundTitle) },
  { name: "offline page", at: () => "/offline", show: (page) => visible(page, t.offline.pageTitle) },
  { name: "new chat", at: () => "/chat", show: (page) => expect(page.getByLabel(t.chat.composerLabel)).toBeVisible() },
  {
    name: "palette",
    at: () => "/chat",
    show: async (page) => {
      await expect(page.getByLabel(t.chat.composerLabel)).toBeVisible();
      await page.keyboard.press("Control+k");
      await dialog(page);
    },
  },
  {
    name: "account menu",
    at: () => "/chat",
    show: (page) => page.getByRole("button", { name: t.shell.accountMenu("Lindqvist, Anna") }).click(),
  },
  {
    name: "answer with sources",
    at: ({ session }) => `/chat/${session}`,
    show: (page) => page.locator("[data-citation]").first().click(),
  },
  {
    name: "sharing a conversation",
    at: ({ session }) => `/chat/${session}`,
    show: (page) => openDialog(page, t.sharedChats.shared),
  },
  { name: "shared conversation", at: ({ shared }) => shared, show: (page) => visible(page, t.sharedChats.readOnly) },
  { name: "no such conversation", at: () => "/chat/ses_none", show: (page) => visible(page, t.chat.notFoundTitle) },
  { name: "knowledge bases", at: () => "/knowledge-bases", show: (page) => visible(page, name) },
  { name: "new knowledge base", at: () => "/knowledge-bases?new", show: dialog },
  {
    name: "no such knowledge base",
    at: () => "/knowledge-bases/kb_none",
    show: (page) => visible(page, t.knowledge.notFoundTitle),
  },
  { name: "knowledge base", at: base, show: (page) => visible(page, "handbook.pdf") },
  { name: "access", at: base, show: (page) => press(page, t.sharing.share).then(() => dialog(page)) },
  { name: "editing", at: base, show: (page) => fromMenu(page, t.knowledge.actionsFor(name), t.knowledge.edit) },
  { name: "re-index", at: base, show: (page) => fromMenu(page, t.knowledge.actionsFor(name), t.reindex.action) },
  { name: "deletion", at: base, show: (page) => fromMenu(page, t.knowledge.actionsFor(name), t.common.delete) },
  {
    name: "trying a search",
    at: base,
    show: async (page) => {
      await openTab(page, t.knowledge.tabs.search, t.search.label);
      await page.getByLabel(t.search.label).fill("holiday");
      await press(page, t.search.run);
      await page.getByText(t.search.why).click();
    },
  },
  { name: "quality", at: base, show: (page) => openTab(page, t.quality.tab, t.searchCache.similarity) },
  {
    name: "golden question",
    at: base,
    show: async (page) => {
      await openTab(page, t.quality.tab, t.searchCache.similarity);
      await press(page, t.quality.add);
      await dialog(page);
    },
  },
  {
    name: "passages",
    at: base,
    show: async (page) => {
      await openTab(page, t.knowledge.tabs.documents, t.library.sort);
      await press(page, t.documents.actionsFor("handbook.pdf"));
      await choose(page, t.documents.viewPassages);
      await expect(page.getByRole("complementary", { name: t.library.viewer.passages })).toBeVisible();
      await expect(page.locator("canvas").first()).toBeVisible();
    },
  },
  {
    name: "document",
    at: (place) => `${base(place)}/documents/${place.document}`,
    show: (page) => expect(page.locator("canvas").first()).toBeVisible(),
  },
  { name: "profile", at: () => "/settings/profile", show: (page) => visible(page, t.settings.profile.permissions) },
  {
    name: "settings",
    at: () => "/settings",
    show: (page) => expect(page.getByLabel(t.appearance.search.label)).toBeVisible(),
  },
  { name: "appearance", at: () => "/settings/appearance", show: (page) => visible(page, t.appearance.lead) },
  { name: "language", at: () => "/settings/language", show: (page) => visible(page, t.appearance.language.lead) },
  { name: "shortcuts", at: () => "/settings/shortcuts", show: (page) => visible(page, t.shortcuts.names.palette) },
  { name: "API keys", at: () => "/settings/api-keys", show: (page) => visible(page, t.settings.keys.lead) },
  {
    name: "new API key",
    at: () => "/settings/api-keys",
    show: (page) => press(page, t.settings.keys.create).then(() => dialog(page)),
  },
  { name: "devices", at: () => "/settings/devices", show: (page) => visible(page, t.settings.devices.current) },
  { name: "own data", at: () => "/settings/data", show: (page) => visible(page, t.settings.data.exportTitle) },
];

test("axe objects to nothing on any page and dialog, light and dark, and the policy blocks nothing", async ({
  page,
}) => {
  test.setTimeout(480_000);
  page.setDefaultTimeout(15_000);
  const blocked: string[] = [];
  page.on("console", (message) => {
    if (message.text().includes("Content Security Policy")) blocked.push(message.text());
  });
  await page.goto("/sign-in");
  await expect(page.getByLabel(t.account.email)).toBeVisible();
  await expectAccessible(page, "sign-in or the first sign-up");
  await enter(page);
  const place = await prepare(page);
  let last = "";
  for (const screen of screens) {
    await test.step(screen.name, async () => {
      const address = screen.at(place);
      if (address === last) await closeWhatIsOpen(page);
      else await page.goto(address);
      last = address;
      await screen.show(page);
      await expectAccessible(page, screen.name);
    });
  }
  // Used up, and answers out of passages cost nothing: the page says so and answers all the same.
  const { id } = await callApi<{ id: string }>(page, "GET", "/api/v1/me");
  const limit = { scope: "person", scope_id: id, limit_micro_usd: 0 };
  const budget = await callApi<{ id: string }>(page, "POST", "/api/v1/budgets", limit);
  await page.goto("/chat");
  await visible(page, t.chat.budget.stopped(t.chat.budget.owners.person()));
  await expectAccessible(page, "chat without a budget");
  await callApi(page, "DELETE", `/api/v1/budgets/${budget.id}`);
  await page.setViewportSize({ width: 360, height: 740 });
  await press(page, t.shell.openSidebar);
  await expectAccessible(page, "navigation of a narrow window");
  expect(blocked).toEqual([]);
});

async function prepare(page: Page): Promise<Place> {
  await createKnowledgeBase(page, name);
  const knowledgeBase = new URL(page.url()).pathname.split("/").at(-1) ?? "";
  await uploadAll(page, [
    { name: "handbook.pdf", mimeType: "application/pdf", buffer: Buffer.from(await samplePdf()) },
  ]);
  const listed = await callApi<{ data: { id: string }[] }>(
    page,
    "GET",
    `/api/v1/knowledge-bases/${knowledgeBase}/documents`,
  );
  const body = { message: question, knowledge_base_ids: [knowledgeBase] };
  const { session } = await callApi<{ session: { id: string } }>(page, "POST", "/api/v1/chat", body);
  const { link } = await callApi<{ link: string }>(page, "PUT", `/api/v1/sessions/${session.id}/share`, {});
  return { knowledgeBase, document: listed.data[0]?.id ?? "", session: session.id, shared: link };
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
