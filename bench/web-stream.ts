import { type Browser, chromium, type Page } from "@playwright/test";
import { en } from "../apps/web/messages/en/index.ts";
import { startModelEmulator } from "../ops/dev/model-emulator/index.ts";
import { findChromium } from "../scripts/run/find-chromium.mjs";
import { startPlatform } from "../test/browser/platform.ts";
import { password } from "../test/product.ts";
import type { Figure } from "./figure.ts";
import { median } from "./statistics.ts";
import { longAnswer } from "./web-stream/long-answer.ts";
import { type MainThread, readTrace, traceCategories } from "./web-stream/trace.ts";

const answerTokens = 10_000;
const tokensPerSecond = 150;
const storedTurns = 250;
const rounds = 3;

/**
 * What an answer of 10,000 tokens costs the page while it is streamed, and what a conversation of 500 messages costs to
 * open and to scroll: processor time of the page's main thread by Chromium's trace, on the built page and the emulator.
 * @param rest a number of rounds
 */
export async function measureWebStream([given]: readonly string[]): Promise<Figure[]> {
  const executablePath = await findChromium();
  if (executablePath === undefined) {
    console.error("Not measured: no Chromium on this machine; CHROMIUM_PATH names one.");
    return [];
  }
  const emulator = await startModelEmulator({ deployments: ["gpt-4.1", "small-model"] });
  await using platform = await startPlatform(() => ({
    OPENAI_BASE_URL: `${emulator.url}/v1`,
    OPENAI_API_KEY: emulator.apiKey,
    // The second reads little: a long conversation is filled without its whole history being counted each time.
    OPENAI_MODEL: "gpt-4.1,small-model",
    USER_TOKENS_PER_MINUTE: "0",
    USER_REQUESTS_PER_MINUTE: "0",
    CHAT_MAX_OUTPUT_TOKENS: "20000",
  }));
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-dev-shm-usage"] });
  try {
    const page = await signUp(browser, platform.origin);
    emulator.use({ reply: longAnswer(280), tokensPerSecond: 0 });
    const sessionId = await fill(page, platform.origin);
    const streams: MainThread[] = [];
    const openings: MainThread[] = [];
    const scrolls: MainThread[] = [];
    for (let round = 0; round < (Number(given) || rounds); round++) {
      openings.push(await traced(browser, page, () => open(page, `/chat/${sessionId}`)));
      scrolls.push(await traced(browser, page, () => scrollThrough(page)));
      emulator.reset();
      emulator.use({ reply: longAnswer(answerTokens), tokensPerSecond });
      await open(page, "/chat");
      streams.push(await traced(browser, page, () => streamOne(page)));
    }
    return [
      ...figuresOf(`stream of ${answerTokens.toLocaleString("en")} tokens`, streams, "≤ 3000", "≤ 200"),
      ...figuresOf(`opening ${storedTurns * 2} messages`, openings),
      ...figuresOf(`scrolling through ${storedTurns * 2} messages`, scrolls),
    ];
  } finally {
    await browser.close();
    await emulator.close();
  }
}

async function signUp(browser: Browser, origin: string): Promise<Page> {
  const context = await browser.newContext({ baseURL: origin, viewport: { width: 1280, height: 900 } });
  const data = { name: "Bench", email: "bench@example.com", password };
  const answer = await context.request.post("/api/auth/sign-up/email", { data, headers: { origin } });
  if (!answer.ok()) throw new Error(`Sign-up: ${answer.status()} ${await answer.text()}`);
  return context.newPage();
}

/** Asks until the conversation is long. @returns its id */
async function fill(page: Page, origin: string): Promise<string> {
  let sessionId: string | undefined;
  for (let turn = 1; turn <= storedTurns; turn++) {
    const answer = await page.request.post("/api/v1/chat", {
      data: {
        message: `Question ${turn} about travel`,
        model: "small-model",
        ...(sessionId !== undefined && { session_id: sessionId }),
      },
      headers: { origin },
    });
    if (!answer.ok()) throw new Error(`Question ${turn}: ${answer.status()} ${await answer.text()}`);
    sessionId ??= ((await answer.json()) as { session: { id: string } }).session.id;
  }
  if (sessionId === undefined) throw new Error("Nothing was asked.");
  return sessionId;
}

async function traced(browser: Browser, page: Page, act: () => Promise<void>): Promise<MainThread> {
  await browser.startTracing(page, { categories: traceCategories });
  await act();
  return readTrace(await browser.stopTracing());
}

async function open(page: Page, address: string): Promise<void> {
  await page.goto(address);
  if (address === "/chat") await page.getByRole("textbox").first().waitFor();
  else await page.getByText(`Question ${storedTurns} about travel`).first().waitFor();
  await page.waitForLoadState("networkidle");
}

/** As a reader who looks for something: a screen at a time to the beginning. */
async function scrollThrough(page: Page): Promise<void> {
  await page.mouse.move(640, 400);
  const top = page.getByText("Question 1 about travel", { exact: true });
  for (let step = 0; step < 600 && !(await isInView(page)); step++) {
    await page.mouse.wheel(0, -900);
    await page.waitForTimeout(30);
  }
  await top.first().waitFor();

  function isInView(shown: Page): Promise<boolean> {
    return shown.evaluate(`(document.querySelector('[role="log"]')?.parentElement?.scrollTop ?? 0) < 2`);
  }
}

async function streamOne(page: Page): Promise<void> {
  await page.getByRole("textbox").first().fill("Tell me everything about travel");
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/chat\/ses_/);
  await page.locator('article[aria-busy="true"]').waitFor();
  await page.getByRole("button", { name: en.chat.send }).waitFor({ timeout: 300_000 });
}

function figuresOf(name: string, runs: readonly MainThread[], script?: string, task?: string): Figure[] {
  return [
    { name: `${name}: script`, value: median(runs.map((run) => run.scriptMs)), unit: "ms", ...target(script) },
    { name: `${name}: all tasks`, value: median(runs.map((run) => run.tasksMs)), unit: "ms" },
    { name: `${name}: longest task`, value: median(runs.map((run) => run.longestTaskMs)), unit: "ms", ...target(task) },
  ];
}

function target(value: string | undefined) {
  return value === undefined ? {} : { target: value };
}
