import { expect, test } from "@playwright/test";
import { de } from "../../apps/web/messages/de/index.ts";
import { type ModelEmulator, startModelEmulator } from "../../ops/dev/model-emulator/index.ts";
import { hostileMarkdown } from "./hostile-markdown.ts";
import { canary, watch } from "./network-log.ts";
import { ask, createKnowledgeBase, enter, t, uploadAll } from "./person.ts";
import { type Platform, startPlatform } from "./platform.ts";

const words = Array.from({ length: 200 }, (_, index) => `word${index}`);
const reply = words.join(" ");
const supported = "The travel to Cologne costs 480 euros for each person.";

/** An installation with a language model that writes slowly, so that a person can act while it does. */
test.describe("with a slow language model", () => {
  test.describe.configure({ mode: "serial" });
  let emulator: ModelEmulator;
  let platform: Platform;
  let origin: string;

  test.beforeAll(async () => {
    test.setTimeout(300_000);
    emulator = await startModelEmulator({ tokensPerSecond: 40 });
    emulator.use({ reply });
    platform = await startPlatform(() => ({
      OPENAI_BASE_URL: `${emulator.url}/v1`,
      OPENAI_API_KEY: emulator.apiKey,
      OPENAI_MODEL: "gpt-4.1,gpt-4.1-mini",
    }));
    origin = platform.origin;
  });

  test.afterAll(async () => {
    await platform[Symbol.asyncDispose]();
    await emulator.close();
  });

  test("an answer goes on after a reload in its middle, to the last word, without a gap", async ({ browser }) => {
    const page = await browser.newPage({ baseURL: origin });
    await enter(page);
    await page.getByLabel(t.chat.composerLabel).fill("Tell me a long story");
    await page.keyboard.press("Enter");
    const answer = page.getByRole("article").last();
    await expect(answer).toContainText("word10");
    await page.reload();
    await expect(answer).toContainText("word30", { timeout: 20_000 });
    await expect(answer).toContainText("word199", { timeout: 30_000 });
    await expect(page.getByRole("button", { name: t.chat.send })).toBeVisible();
    expect(((await answer.textContent()) ?? "").match(/word\d+/g)?.slice(0, words.length)).toEqual(words);
    await page.close();
  });

  test("a question that is refused for now goes back into the box, with when to come back", async ({ browser }) => {
    const page = await browser.newPage({ baseURL: origin });
    await enter(page);
    const detail = "You have used the tokens of this minute.";
    await page.route("**/api/v1/chat/stream", (route) =>
      route.fulfill({
        status: 429,
        contentType: "application/problem+json",
        headers: { "retry-after": "20" },
        body: JSON.stringify({ title: "Too many requests", status: 429, detail, code: "too_many_requests" }),
      }),
    );
    const box = page.getByLabel(t.chat.composerLabel);
    await box.fill("A question for later");
    await page.keyboard.press("Enter");
    await expect(page.getByRole("alert").filter({ hasText: detail })).toContainText(t.chat.comeBack(20));
    await expect(box).toHaveValue("A question for later");
    await page.unroute("**/api/v1/chat/stream");
    await page.getByRole("button", { name: t.chat.send }).click();
    const answer = page.getByRole("article").last();
    await expect(answer).toContainText("word5");
    await expect(page.getByText(detail)).toHaveCount(0);
    await page.getByRole("button", { name: t.chat.stop }).click();
    await expect(answer).toContainText("gpt-4.1 · ");
    await page.close();
  });

  test("a stopped answer keeps what was written and says so", async ({ browser }) => {
    const page = await browser.newPage({ baseURL: origin });
    await enter(page);
    await page.getByLabel(t.chat.composerLabel).fill("Another long story");
    await page.keyboard.press("Enter");
    const answer = page.getByRole("article").last();
    await expect(answer).toContainText("word5");
    await page.getByRole("button", { name: t.chat.stop }).click();
    await expect(answer).toContainText(t.chat.states.stopped);
    await page.reload();
    await expect(answer).toContainText(t.chat.states.stopped);
    await expect(answer).toContainText("word5");
    await expect(answer).not.toContainText("word199");
    await page.close();
  });

  test("an answer asked in a page that was closed is there later", async ({ browser }) => {
    const context = await browser.newContext({ baseURL: origin });
    const page = await context.newPage();
    await enter(page);
    await page.getByLabel(t.chat.composerLabel).fill("A story nobody waits for");
    await page.keyboard.press("Enter");
    await expect(page).toHaveURL(/\/chat\/ses_/);
    const address = page.url();
    await page.close();
    const later = await context.newPage();
    await later.goto(address);
    await expect(later.getByRole("article").last()).toContainText("word199", { timeout: 30_000 });
    await context.close();
  });

  test("the model picker offers what is configured, and the choice is what answers", async ({ browser }) => {
    const page = await browser.newPage({ baseURL: origin });
    await enter(page);
    await page.getByRole("button", { name: new RegExp(t.models.label) }).click();
    await page
      .getByRole("menuitemradio", { name: /gpt-4\.1-mini/i })
      .or(page.getByRole("option", { name: /gpt-4\.1-mini/i }))
      .first()
      .click();
    emulator.reset();
    await page.getByLabel(t.chat.composerLabel).fill("Which model are you?");
    await page.keyboard.press("Enter");
    await expect(page).toHaveURL(/\/chat\/ses_/);
    await expect
      .poll(() => emulator.requests.map((request) => JSON.stringify(request.body)).join())
      .toContain('"gpt-4.1-mini"');
    await page.close();
  });

  test("a sentence that no passage supports is marked, and said in words", async ({ browser }) => {
    const page = await browser.newPage({ baseURL: origin });
    await enter(page);
    await createKnowledgeBase(page, "Minutes");
    await uploadAll(page, [{ name: "minutes.txt", mimeType: "text/plain", buffer: Buffer.from(supported) }]);
    emulator.reset();
    emulator.use({ reply: `${supported.slice(0, -1)} [1]. The chairwoman owns seven purple submarines.` });
    await page.goto("/chat");
    await ask(page, "What does the travel to Cologne cost?", "Minutes");
    const answer = page.getByRole("article").last();
    await expect(answer.locator("[data-unsupported]")).toContainText("purple submarines");
    await expect(answer).toContainText(t.citationWords.unsupportedCount(1));
    await page.close();
  });

  test("A51, A52 what a model writes runs nothing and asks no other host, live, later and in German", async ({
    browser,
  }) => {
    const outside = await canary();
    const context = await browser.newContext({ baseURL: origin });
    const page = await context.newPage();
    const seen = watch(page);
    await enter(page);
    emulator.reset();
    emulator.use({ reply: hostileMarkdown(outside.address), tokensPerSecond: 0 });
    await ask(page, "Write the report");
    const answer = page.getByRole("article").last();
    const { host } = new URL(outside.address);
    async function expectHarmless(): Promise<void> {
      await expect(answer).toContainText("The end of the report.");
      await expect(answer.locator("img, image, iframe, script, style, link, object, video, form, input")).toHaveCount(
        0,
      );
      // Until the Markdown is drawn its text stands there alone.
      await expect(answer.getByRole("link").nth(2)).toBeVisible();
      const links = await answer.getByRole("link").evaluateAll((elements) =>
        elements.map((element) => ({
          href: element.getAttribute("href") ?? "",
          text: element.textContent ?? "",
          rel: element.getAttribute("rel") ?? "",
        })),
      );
      expect(links.length).toBeGreaterThan(2);
      for (const { href, text, rel } of links) {
        expect(href).toMatch(/^http:/);
        expect(text, href).toContain(host);
        expect(rel).toContain("noopener");
      }
    }
    await expectHarmless();
    await page.reload();
    await expectHarmless();
    await context.addCookies([{ name: "language", value: "de", url: origin }]);
    await page.reload();
    await expect(page.getByLabel(de.chat.composerLabel)).toBeVisible();
    await expectHarmless();
    expect(seen).toEqual([]);
    expect(outside.hits).toEqual([]);
    outside.close();
    await context.close();
  });
});
