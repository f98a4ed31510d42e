import { type Browser, expect, type Page, type Route, test } from "@playwright/test";
import { type ModelEmulator, startModelEmulator } from "../../ops/dev/model-emulator/index.ts";
import { expectAccessible } from "./axe.ts";
import { callApi, createKnowledgeBase, enter, t, uploadAll } from "./person.ts";
import { type Platform, startPlatform } from "./platform.ts";

const minutes = "Minutes of the garden club. The rose show opens at nine. Dues are 12 euros a year.";
const file = { name: "minutes.txt", mimeType: "text/plain", buffer: Buffer.from(minutes) };

test.describe("the composer", () => {
  test.describe.configure({ mode: "serial" });
  let emulator: ModelEmulator;
  let platform: Platform;

  test.beforeAll(async () => {
    test.setTimeout(300_000);
    emulator = await startModelEmulator({ tokensPerSecond: 30 });
    platform = await startPlatform(() => ({
      OPENAI_BASE_URL: `${emulator.url}/v1`,
      OPENAI_API_KEY: emulator.apiKey,
      OPENAI_MODEL: "gpt-4.1,gpt-4.1-mini",
    }));
  });

  test.afterAll(async () => {
    await platform[Symbol.asyncDispose]();
    await emulator.close();
  });

  test.afterEach(() => emulator.reset());

  async function open(browser: Browser, size = { width: 1280, height: 800 }): Promise<Page> {
    const context = await browser.newContext({ baseURL: platform.origin, viewport: size, serviceWorkers: "block" });
    const page = await context.newPage();
    await enter(page);
    return page;
  }

  const box = (page: Page) => page.getByLabel(t.chat.composerLabel);
  const options = (page: Page) => page.getByRole("option");
  const queue = (page: Page) => page.getByRole("region", { name: t.composer.queue.label }).getByRole("listitem");

  test("a question waits until its file is searchable, then goes out by itself", async ({ browser }) => {
    const page = await open(browser);
    const release = Promise.withResolvers<void>();
    await page.route("**/api/v1/me/files", async (route) => {
      await release.promise;
      await route.continue();
    });
    await page.getByTestId("chat-files").setInputFiles(file);
    const tile = page.getByRole("list", { name: t.composer.files.label }).getByRole("listitem");
    await expect(tile).toContainText("minutes.txt");
    await box(page).fill("When does the rose show open?");
    await box(page).press("Enter");
    await expect(page.getByText(t.composer.gate.waiting(1))).toBeVisible();
    await expect(page.getByRole("button", { name: t.composer.gate.askNow })).toBeVisible();
    await expectAccessible(page, "gate");
    expect(page.url()).not.toContain("ses_");
    release.resolve();
    await expect(page).toHaveURL(/\/chat\/ses_/, { timeout: 30_000 });
    await expect(page.getByText(t.composer.gate.waiting(1))).toHaveCount(0);
    await expect(page.getByRole("button", { name: t.chat.send })).toBeVisible({ timeout: 30_000 });
    await expect(page.getByRole("article").last()).toContainText("nine");
    await page.reload();
    await expect(page.getByRole("article").first().getByRole("link", { name: "minutes.txt" })).toBeVisible();
    await page.context().close();
  });

  test("knowledge, tags and commands are chosen without a mouse", async ({ browser }) => {
    const page = await open(browser);
    await createKnowledgeBase(page, "Handbook");
    await uploadAll(page, [
      { name: "travel.md", mimeType: "text/markdown", buffer: Buffer.from("# Travel\n\nBy train.") },
    ]);
    const { data } = await callApi<{ data: { id: string; knowledge_base_id: string }[] }>(
      page,
      "GET",
      "/api/v1/documents?query=travel",
    );
    const [document] = data;
    const path = `/api/v1/knowledge-bases/${document?.knowledge_base_id}/documents/${document?.id}`;
    const tagged = await page.request.patch(path, {
      data: { tags: ["journeys"] },
      headers: { origin: platform.origin },
    });
    expect(tagged.ok()).toBe(true);
    await page.goto("/chat");
    await box(page).focus();
    await page.keyboard.type("@hand");
    await expect(options(page).first()).toContainText("Handbook");
    await expect(box(page)).toHaveAttribute(
      "aria-activedescendant",
      (await options(page).first().getAttribute("id")) ?? "",
    );
    await expectAccessible(page, "list");
    await page.keyboard.press("Enter");
    await expect(page.getByRole("button", { name: t.picker.remove("Handbook") })).toBeVisible();
    await page.keyboard.type("@trav");
    await expect(options(page)).toHaveCount(1);
    await page.keyboard.press("Tab");
    await expect(page.getByText(t.composer.chosen.only("travel.md"))).toBeVisible();
    await page.keyboard.type("#jour");
    await expect(options(page)).toHaveCount(1);
    await page.keyboard.press("Enter");
    await expect(page.getByRole("button", { name: t.picker.remove("journeys") })).toBeVisible();
    await page.keyboard.type("/");
    await expect(options(page).first()).toContainText(`/${t.composer.commands.summarise.name}`);
    await page.keyboard.press("ArrowDown");
    await expect(options(page).nth(1)).toHaveAttribute("aria-selected", "true");
    await page.keyboard.press("Escape");
    await expect(options(page)).toHaveCount(0);
    await expect(box(page)).toHaveValue("/");
    await page.keyboard.press("Backspace");
    await page.keyboard.type(`/${t.composer.commands.model.name} mini`);
    await page.keyboard.press("Enter");
    await expect(page.getByRole("button", { name: t.models.label })).toContainText("mini");
    await page.keyboard.type(`/${t.composer.commands.clear.name}`);
    await page.keyboard.press("Enter");
    await expect(page.getByRole("button", { name: t.picker.remove("Handbook") })).toHaveCount(0);
    await page.context().close();
  });

  test("questions written meanwhile are asked in turn, and kept over a reload", async ({ browser }) => {
    emulator.use({ reply: Array.from({ length: 300 }, (_, place) => `word${place}`).join(" ") });
    const page = await open(browser);
    await box(page).fill("First");
    await box(page).press("Enter");
    await expect(page.getByRole("article").last()).toContainText("word3");
    for (const text of ["Second", "Third", "Fourth"]) {
      await box(page).fill(text);
      await box(page).press("Enter");
    }
    await expect(queue(page)).toHaveCount(3);
    await expect(page.getByRole("button", { name: t.chat.stop })).toBeVisible();
    await queue(page).nth(1).getByRole("button", { name: t.composer.queue.remove }).click();
    await page.reload();
    await expect(queue(page)).toHaveText([/Second/, /Fourth/]);
    await queue(page).nth(1).getByRole("button", { name: t.composer.queue.edit }).click();
    await expect(box(page)).toHaveValue("Fourth");
    await box(page).fill("");
    await expect(queue(page)).toHaveCount(0, { timeout: 40_000 });
    await expect(page.getByRole("article").filter({ hasText: "Second" })).toBeVisible();
    // A stop is a stop: what waits goes on only when it is told to.
    await box(page).fill("Fifth");
    await box(page).press("Enter");
    await expect(queue(page)).toHaveCount(1);
    await page.getByRole("button", { name: t.chat.stop }).click();
    await expect(page.getByText(t.composer.queue.paused)).toBeVisible();
    await page.getByRole("button", { name: t.composer.queue.goOn }).click();
    await expect(page.getByRole("article").filter({ hasText: "Fifth" })).toBeVisible();
    await page.context().close();
  });

  test("Enter of an input method, a long paste, and the last question again", async ({ browser }) => {
    const page = await open(browser);
    await box(page).fill("にほん");
    await box(page).dispatchEvent("keydown", { key: "Enter", isComposing: true });
    await expect(box(page)).toHaveValue("にほん");
    await expect(page).not.toHaveURL(/ses_/);
    await box(page).fill("");
    const long = Array.from({ length: 60 }, (_, place) => `Line ${place} of the minutes`).join("\n");
    // What runs in the page is text here: this side has no types of a browser.
    await page.evaluate(`(() => {
      const clipboardData = new DataTransfer();
      clipboardData.setData("text/plain", ${JSON.stringify(long)});
      const event = new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true });
      document.querySelector("textarea").dispatchEvent(event);
    })()`);
    const tile = page.getByRole("listitem").filter({ hasText: "Line 0 of the minutes Line.txt" });
    await expect(tile).toContainText(t.composer.files.searchable, { timeout: 30_000 });
    await expect(box(page)).toHaveValue("");
    await tile.getByRole("button", { name: t.composer.files.pasteAsText }).click();
    await expect(box(page)).toHaveValue(long);
    await box(page).fill("Hello");
    await box(page).press("Shift+Enter");
    await expect(box(page)).toHaveValue("Hello\n");
    await box(page).press("Enter");
    await expect(page.getByRole("button", { name: t.chat.send })).toBeVisible({ timeout: 30_000 });
    await box(page).press("ArrowUp");
    await expect(box(page)).toHaveValue("Hello");
    await expect(page.getByText(t.composer.editing.bar)).toBeVisible();
    await box(page).press("Escape");
    await expect(box(page)).toHaveValue("");
    await page.context().close();
  });

  test("everything fits on a small screen", async ({ browser }) => {
    const page = await open(browser, { width: 360, height: 740 });
    const dropped = await page.evaluateHandle(`(() => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([${JSON.stringify(minutes)}], "${"a very long name ".repeat(6)}.txt"));
      return transfer;
    })()`);
    const area = box(page);
    await area.dispatchEvent("dragenter", { dataTransfer: dropped });
    await expect(page.getByText(t.composer.files.drop)).toBeVisible();
    await area.dispatchEvent("drop", { dataTransfer: dropped });
    await expect(page.getByText(t.composer.files.searchable, { exact: true })).toBeVisible({ timeout: 30_000 });
    await box(page).pressSequentially("About @");
    await expect(options(page).first()).toBeVisible();
    const width = await page.evaluate("document.documentElement.scrollWidth");
    expect(width).toBe(360);
    const list = await page.getByRole("listbox").boundingBox();
    expect(list?.x).toBeGreaterThanOrEqual(0);
    expect((list?.x ?? 0) + (list?.width ?? 0)).toBeLessThanOrEqual(360);
    await expectAccessible(page, "small screen");
    await page.context().close();
  });

  test("a question whose script is not there yet is seen, can be stopped, and is not lost when none can be fetched", async ({
    browser,
  }) => {
    const page = await open(browser);
    await expect(box(page)).toBeVisible();
    const held: Route[] = [];
    let areGone = false;
    const scripts = "**/_next/static/chunks/**";
    await page.route(scripts, (route) => (areGone ? route.abort() : void held.push(route)));
    await box(page).fill("Do you hear me?");
    await page.keyboard.press("Enter");
    await expect(box(page)).toHaveValue("");
    await page.getByRole("button", { name: t.chat.stop, exact: true }).click();
    await expect(box(page)).toHaveValue("Do you hear me?");

    areGone = true;
    for (const route of held) await route.abort();
    await page.keyboard.press("Enter");
    await expect(page.getByText(t.problems.network ?? "?")).toBeVisible();
    await expect(box(page)).toHaveValue("Do you hear me?");
    await page.unroute(scripts);
    await page.keyboard.press("Enter");
    await expect(page).toHaveURL(/\/chat\/ses_/);
    await expect(page.getByRole("article").last()).toContainText(/\w/);
    await page.context().close();
  });
});
