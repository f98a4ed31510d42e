import { expect, type Page, test } from "@playwright/test";
import { type ModelEmulator, startModelEmulator } from "../../ops/dev/model-emulator/index.ts";
import { expectAccessible } from "./axe.ts";
import { anna, ask, createKnowledgeBase, enter, t, uploadAll } from "./person.ts";
import { type Platform, startPlatform } from "./platform.ts";

const fact = "The travel to Cologne costs 480 euros for each person.";
const words = Array.from({ length: 120 }, (_, index) => `word${index}`);

test.describe("answers", () => {
  test.describe.configure({ mode: "serial" });
  let emulator: ModelEmulator;
  let platform: Platform;
  let page: Page;

  test.beforeAll(async ({ browser }) => {
    test.setTimeout(300_000);
    emulator = await startModelEmulator();
    platform = await startPlatform(() => ({
      OPENAI_BASE_URL: `${emulator.url}/v1`,
      OPENAI_API_KEY: emulator.apiKey,
      OPENAI_MODEL: "gpt-4.1,gpt-4.1-mini",
    }));
    const permissions = ["clipboard-read", "clipboard-write"];
    page = await (await browser.newContext({ baseURL: platform.origin, permissions })).newPage();
    await enter(page);
    await createKnowledgeBase(page, "Minutes");
    await uploadAll(page, [{ name: "minutes.txt", mimeType: "text/plain", buffer: Buffer.from(fact) }]);
  });

  test.afterAll(async () => {
    await page.context().close();
    await platform[Symbol.asyncDispose]();
    await emulator.close();
  });

  function reply(text: string): void {
    emulator.reset();
    emulator.use({ match: { endpoint: "chat" }, reply: text });
  }

  test("a source is told of on focus, opened, stepped out of with Escape, and copied with the answer", async () => {
    reply(
      `${fact.slice(0, -1)} [1].\n\n| Town | Euros |\n| --- | --- |\n| Cologne, Germany | 480 |\n\n\`\`\`ts\nconst euros = 480;\n\`\`\``,
    );
    await page.goto("/chat");
    await ask(page, "What does the travel to Cologne cost?", "Minutes");
    const answer = page.getByRole("article").last();
    const chip = answer.getByRole("button", { name: t.citations.open(1, "minutes.txt") });
    await chip.focus();
    const card = page.locator("[data-radix-popper-content-wrapper]").filter({ hasText: fact });
    await expect(card).toBeVisible();
    await page.keyboard.press("Enter");
    const panel = page.getByRole("complementary", { name: t.citations.title });
    await expect(panel).toContainText(t.answers.sources.position(1, 1));
    await expect(card).toHaveCount(0);
    await expectAccessible(page, "answer with its sources");
    await panel.getByRole("button", { name: t.answers.sources.showPage }).click();
    await expect(panel.locator("[data-source-page] mark").first()).toContainText("480 euros");
    await page.keyboard.press("Escape");
    await expect(panel).toBeHidden();
    await expect(chip).toBeFocused();

    // From a worker, which the policy of the page and its own have to let run.
    await expect(answer.locator('code span[style*="--sdm-c"]').first()).toHaveText("const");
    await answer.getByRole("button", { name: t.answers.actions.copy }).click();
    const copied = await page.evaluate<string>("navigator.clipboard.readText()");
    expect(copied).toContain("for each person [1].");
    expect(copied).toMatch(/\\\[1\\\] \[minutes\.txt\]\(<http:\/\/localhost:\d+\/knowledge-bases\/kb_/);
    await answer.getByRole("button", { name: t.answers.table.copy }).click();
    await expect
      .poll(() => page.evaluate<string>("navigator.clipboard.readText()"))
      .toBe('Town,Euros\r\n"Cologne, Germany",480');
  });

  test("another model answers beside the first answer, and a question in other words begins a branch", async () => {
    reply("The answer of the first model.");
    await page.goto("/chat");
    await ask(page, "Who are you?");
    const answer = page.getByRole("article").last();
    reply("The answer of the other model.");
    await answer.getByRole("button", { name: t.answers.actions.regenerate }).click();
    await page.getByRole("menuitem", { name: /gpt-4\.1-mini/i }).click();
    await expect(answer).toContainText("The answer of the other model.");
    await expect(answer).toContainText("gpt-4.1-mini · ");
    const versions = answer.getByRole("group", { name: t.answers.versions.ofAnswer });
    await expect(versions).toContainText("2/2");

    reply("About something else.");
    await page.getByRole("button", { name: t.answers.question.edit }).click();
    const field = page.getByLabel(t.answers.question.field);
    await field.fill("Who am I?");
    await field.press("Enter");
    await expect(answer).toContainText("About something else.");
    await expect(versions).toBeHidden();
    await page.getByRole("button", { name: t.answers.versions.previousQuestion }).click();
    await expect(answer).toContainText("The answer of the other model.");
    await versions.getByRole("button", { name: t.answers.versions.previousAnswer }).click();
    await expect(answer).toContainText("The answer of the first model.");

    // What was chosen is kept, and what is asked next follows it.
    await page.reload();
    await expect(answer).toContainText("The answer of the first model.");
    reply("And further.");
    await ask(page, "Go on");
    const prompt = JSON.stringify(emulator.requests.at(-1)?.body);
    expect(prompt).toContain("The answer of the first model.");
    expect(prompt).not.toContain("The answer of the other model.");
    await expect(page.getByRole("article")).toHaveCount(4);
  });

  test("words of an answer are quoted into the next question by keyboard", async () => {
    await page.getByRole("article").last().getByText("And further.").selectText();
    await expect(page.getByRole("toolbar", { name: t.answers.quote.toolbar })).toBeVisible();
    await page.keyboard.press("Alt+q");
    await expect(page.getByLabel(t.chat.composerLabel)).toHaveValue("> And further.\n\n");
    await page.getByLabel(t.chat.composerLabel).fill("");
  });

  test("another device that opens the conversation follows the answer, and a tab that was left catches up", async ({
    browser,
  }) => {
    emulator.reset();
    emulator.use({ match: { endpoint: "chat" }, reply: words.join(" "), tokensPerSecond: 60 });
    await page.getByLabel(t.chat.composerLabel).fill("Tell me a story");
    await page.keyboard.press("Enter");
    await expect(page.getByRole("article").last()).toContainText("word5");
    await expect(page.getByText(t.answers.stage.servedBy("")).first()).toBeVisible();

    const other = await browser.newPage({ baseURL: platform.origin });
    await enter(other, anna);
    await other.goto(page.url());
    await expect(other.getByRole("article").last()).toContainText("word9", { timeout: 30_000 });
    for (const shown of [page, other]) {
      await expect(shown.getByRole("article").last()).toContainText("word119", { timeout: 30_000 });
      await expect(shown.getByRole("button", { name: t.chat.send })).toBeVisible();
    }

    reply("Written on the other device.");
    await ask(other, "And then?");
    await other.context().close();
    await page.evaluate(`window.dispatchEvent(new Event("focus"))`);
    await expect(page.getByRole("article").last()).toContainText("Written on the other device.");
  });

  test("what was wrong is said with reasons, and taken back", async () => {
    const answer = page.getByRole("article").last();
    await answer.getByRole("button", { name: t.quality.notHelpful }).click();
    await answer.getByRole("button", { name: t.answers.feedback.reasons.sources }).click();
    await answer.getByLabel(t.answers.feedback.more).fill("It is the wrong year");
    await answer.getByRole("button", { name: t.quality.send }).click();
    await expect(page.getByText(t.answers.feedback.given)).toBeVisible();
    await page.reload();
    await answer.getByRole("button", { name: t.answers.feedback.lead }).click();
    await expect(answer.getByLabel(t.answers.feedback.more)).toHaveValue("It is the wrong year");
    await answer.getByRole("button", { name: t.answers.feedback.undo }).click();
    await expect(answer.getByRole("button", { name: t.quality.notHelpful })).toHaveAttribute("aria-pressed", "false");
  });

  test("a window of 3840 pixels keeps lines short and things in its middle", async () => {
    await page.setViewportSize({ width: 3840, height: 2160 });
    reply("The report of the committee says so, and nobody has said otherwise since. ".repeat(8));
    await page.goto("/chat");
    await ask(page, "What does the report say?");
    const letters = await page.evaluate<number>(`(() => {
      const text = [...document.querySelectorAll("[data-answer-text] p")].at(-1);
      const { height } = text.getBoundingClientRect();
      return text.textContent.length / Math.round(height / parseFloat(getComputedStyle(text).lineHeight));
    })()`);
    expect(letters).toBeGreaterThan(40);
    expect(letters).toBeLessThan(80);
    for (const [path, shown] of [
      [page.url(), page.getByRole("article").last()],
      ["/knowledge-bases", page.getByRole("link", { name: /Minutes/ })],
      ["/settings/appearance", page.getByRole("group", { name: t.appearance.motion })],
    ] as const) {
      await page.goto(path);
      const box = await shown.first().boundingBox();
      expect(box?.x, path).toBeGreaterThan(3840 / 5);
      expect((box?.x ?? 0) + (box?.width ?? 0), path).toBeLessThan(3840 - 3840 / 5);
      expect(await page.evaluate("document.documentElement.scrollWidth - window.innerWidth")).toBe(0);
    }
  });
});
