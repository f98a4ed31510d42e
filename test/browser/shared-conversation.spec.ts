import { expect, type Page, test } from "@playwright/test";
import { expectAccessible } from "./axe.ts";
import { another, ask, callApi, createKnowledgeBase, enter, t, uploadAll } from "./person.ts";

const base = `Offsite ${Date.now()}`;
const question = "What is the offsite budget?";
const text = [
  "# The offsite plan",
  "",
  'The offsite budget is 77 euros. ![exfiltrate](https://evil.example/a.png) <img src="https://evil.example/b.png" onerror="alert(1)">',
  "The offsite budget is approved by [the board](javascript:alert(2)). <script>alert(3)</script>",
].join("\n");

test.describe.configure({ mode: "serial" });

let anna: Page;
let bob: Page;
let link: string;

test.beforeAll(async ({ browser }) => {
  const { baseURL } = test.info().project.use;
  anna = await (await browser.newContext(baseURL === undefined ? {} : { baseURL })).newPage();
  await enter(anna);
  bob = await another(browser, "Bob Marsh", "bob.reader@example.com");
  await createKnowledgeBase(anna, base);
  await uploadAll(anna, [{ name: "plan.md", mimeType: "text/markdown", buffer: Buffer.from(text) }]);
  await anna.goto("/chat");
  await ask(anna, question, base);
});

test.afterAll(async () => {
  for (const page of [anna, bob]) await page?.context().close();
});

function dialogOf(page: Page) {
  return page.getByRole("dialog", { name: t.sharedChats.title });
}

test("the owner is told who will see what, and gets a link, by keyboard alone", async () => {
  await anna.getByRole("button", { name: t.sharedChats.share, exact: true }).focus();
  await anna.keyboard.press("Enter");
  const dialog = dialogOf(anna);
  for (const sentence of [t.sharedChats.who, t.sharedChats.what, t.sharedChats.withheld, t.sharedChats.later])
    await expect(dialog.getByText(sentence)).toBeVisible();
  await expectAccessible(anna, "before sharing");
  await dialog.getByRole("button", { name: t.sharedChats.create }).focus();
  await anna.keyboard.press("Enter");
  await expect(dialog.getByLabel(t.sharedChats.link)).toHaveValue(/\/shared\/shr_/);
  await expectAccessible(anna, "shared");
  link = new URL(await dialog.getByLabel(t.sharedChats.link).inputValue()).pathname;
  await anna.keyboard.press("Escape");
  await expect(anna.getByRole("button", { name: t.sharedChats.shared, exact: true })).toBeVisible();
});

test("a colleague reads the questions, and no answer whose documents are closed to them", async () => {
  await bob.goto(link);
  await expect(bob.getByText(question, { exact: true }).last()).toBeVisible();
  await expect(bob.getByText(t.sharedChats.hidden)).toBeVisible();
  await expect(bob.getByText(t.sharedChats.hiddenCount(1))).toBeVisible();
  await expect(bob.getByText("77 euros")).toHaveCount(0);
  await expect(bob.getByLabel(t.chat.composerLabel)).toHaveCount(0);
  await expectAccessible(bob, "a hidden answer");
});

test("once the documents are open to them the answer is shown as in the chat, and what is hostile in it is inert", async () => {
  const { data } = await callApi<{ data: { id: string; name: string }[] }>(anna, "GET", "/api/v1/knowledge-bases");
  const knowledgeBaseId = data.find(({ name }) => name === base)?.id;
  const { id } = await callApi<{ id: string }>(bob, "GET", "/api/v1/me");
  const grant = { subject_kind: "person", subject_id: id };
  await callApi(anna, "POST", `/api/v1/knowledge-bases/${knowledgeBaseId}/access/grants`, grant);
  const seen: string[] = [];
  bob.on("request", (request) => {
    const { protocol, hostname } = new URL(request.url());
    if (protocol.startsWith("http") && hostname !== "localhost") seen.push(request.url());
  });
  bob.on("dialog", (opened) => {
    seen.push(opened.message());
    void opened.dismiss();
  });
  await bob.reload();
  const answer = bob.getByRole("article").last();
  await expect(answer).toContainText("77 euros");
  await answer.locator("[data-citation]").first().click();
  await expect(bob.getByRole("complementary", { name: t.citations.title })).toContainText("plan.md");
  await expect(bob.locator("article img")).toHaveCount(0);
  await expect(bob.locator('a[href^="javascript:"]')).toHaveCount(0);
  await expectAccessible(bob, "shared");
  await bob.setViewportSize({ width: 360, height: 740 });
  await bob.reload();
  await expect(bob.getByRole("article").last()).toContainText("77 euros");
  expect(await bob.locator("html").evaluate((page) => page.scrollWidth)).toBe(360);
  expect(seen).toEqual([]);
});

test("what comes later is shown when the link is updated, and nothing when sharing has ended", async () => {
  await ask(anna, "And who approves the offsite budget?");
  await bob.reload();
  await expect(bob.getByRole("article").last()).toContainText("77 euros");
  await expect(bob.getByText("And who approves")).toHaveCount(0);
  await anna.getByRole("button", { name: t.sharedChats.shared, exact: true }).click();
  const dialog = dialogOf(anna);
  await dialog.getByRole("button", { name: t.sharedChats.renew }).click();
  await expect(dialog.getByText(t.sharedChats.renewed)).toBeVisible();
  await bob.reload();
  await expect(bob.getByText("And who approves the offsite budget?")).toBeVisible();
  await dialog.getByRole("button", { name: t.sharedChats.stop }).click();
  await anna.getByRole("alertdialog").getByRole("button", { name: t.sharedChats.stop }).click();
  await expect(dialog.getByRole("button", { name: t.sharedChats.create })).toBeVisible();
  await bob.reload();
  await expect(bob.getByText(t.sharedChats.notFound)).toBeVisible();
});
