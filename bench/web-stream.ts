import { type Browser, type CDPSession, chromium, type Page } from "@playwright/test";
import { startModelEmulator } from "../ops/dev/model-emulator/index.ts";
import { findChromium } from "../scripts/run/find-chromium.mjs";
import { startPlatform } from "../test/browser/platform.ts";
import { password } from "../test/product.ts";
import type { Figure } from "./figure.ts";
import { median } from "./statistics.ts";
import { longAnswer, travelRules } from "./web-stream/long-answer.ts";
import { readTrace, type Tasks, traceCategories } from "./web-stream/trace.ts";

const answerTokens = 10_000;
const tokensPerSecond = 150;
const storedTurns = 250;
const rounds = 3;

/** Marks come a few with each frame when an answer has ended. */
const afterEndMilliseconds = 3_000;

/**
 * What an answer of 10,000 tokens costs the page while it is streamed, and what a conversation of 500 messages costs to
 * open and to scroll: processor time of the page's main thread, on the built page and the emulator. Script is what the
 * engine itself counts, tasks are those of Chromium's trace.
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
    await createKnowledgeBase(page, platform.origin);
    emulator.use({ match: { endpoint: "chat" }, reply: longAnswer(280), tokensPerSecond: 0 });
    const sessionId = await fill(page, platform.origin);
    // From an empty page the first address would begin in another process, which counts anew.
    await open(page, "/chat");
    const streams: PageCost[] = [];
    const openings: PageCost[] = [];
    const scrolls: PageCost[] = [];
    for (let round = 0; round < (Number(given) || rounds); round++) {
      openings.push(await traced(browser, page, () => open(page, `/chat/${sessionId}`)));
      scrolls.push(await traced(browser, page, () => scrollThrough(page)));
      emulator.reset();
      emulator.use({ match: { endpoint: "chat" }, reply: longAnswer(answerTokens), tokensPerSecond });
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

interface PageCost extends Tasks {
  /** As the engine counts it. */
  scriptMs: number;
}

async function signUp(browser: Browser, origin: string): Promise<Page> {
  const context = await browser.newContext({ baseURL: origin, viewport: { width: 1280, height: 900 } });
  const data = { name: "Bench", email: "bench@example.com", password };
  const answer = await context.request.post("/api/auth/sign-up/email", { data, headers: { origin } });
  if (!answer.ok()) throw new Error(`Sign-up: ${answer.status()} ${await answer.text()}`);
  return context.newPage();
}

/** The only one there is: a new conversation asks it, and what it does not say is marked at the end of an answer. */
async function createKnowledgeBase(page: Page, origin: string): Promise<void> {
  const headers = { origin };
  const created = await page.request.post("/api/v1/knowledge-bases", { data: { name: "Travel" }, headers });
  const { id } = (await created.json()) as { id: string };
  const file = { name: "travel.md", mimeType: "text/markdown", buffer: Buffer.from(travelRules) };
  const documents = `/api/v1/knowledge-bases/${id}/documents`;
  const uploaded = await page.request.post(documents, { multipart: { file }, headers });
  if (!uploaded.ok()) throw new Error(`Upload: ${uploaded.status()} ${await uploaded.text()}`);
  for (;;) {
    const { data } = (await (await page.request.get(documents)).json()) as { data: { state: string }[] };
    if (data[0]?.state === "ready") return;
    if (data[0]?.state === "failed") throw new Error("The document could not be read.");
    await page.waitForTimeout(200);
  }
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

async function traced(browser: Browser, page: Page, act: () => Promise<void>): Promise<PageCost> {
  const session = await page.context().newCDPSession(page);
  // Of the processor: what others do on the machine is not in it.
  await session.send("Performance.enable", { timeDomain: "threadTicks" });
  const before = await scriptSeconds(session);
  await browser.startTracing(page, { categories: traceCategories });
  await act();
  const tasks = readTrace(await browser.stopTracing());
  const scriptMs = ((await scriptSeconds(session)) - before) * 1000;
  await session.detach();
  return { ...tasks, scriptMs };
}

async function scriptSeconds(session: CDPSession): Promise<number> {
  const { metrics } = await session.send("Performance.getMetrics");
  return metrics.find(({ name }) => name === "ScriptDuration")?.value ?? Number.NaN;
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

const writing = 'article[aria-busy="true"]';

async function streamOne(page: Page): Promise<void> {
  await page.getByRole("textbox").first().fill("Tell me everything about travel");
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/chat\/ses_/);
  await page.locator(writing).waitFor();
  // Asked for now and then: a locator looks again with each frame, and what that costs would be counted as the page's.
  while (await page.evaluate(`document.querySelector('${writing}') !== null`)) await page.waitForTimeout(1_000);
  await page.waitForTimeout(afterEndMilliseconds);
}

function figuresOf(name: string, runs: readonly PageCost[], script?: string, task?: string): Figure[] {
  const middle = (figureOf: (run: PageCost) => number) => median(runs.map(figureOf));
  return [
    { name: `${name}: script`, value: middle((run) => run.scriptMs), unit: "ms", ...target(script) },
    { name: `${name}: all tasks`, value: middle((run) => run.tasksMs), unit: "ms" },
    { name: `${name}: longest task`, value: middle((run) => run.longestTaskMs), unit: "ms", ...target(task) },
    { name: `${name}: tasks over 50 ms`, value: middle((run) => run.over50Ms), unit: "" },
    { name: `${name}: tasks over 200 ms`, value: middle((run) => run.over200Ms), unit: "", ...target(task && "0") },
  ];
}

function target(value: string | undefined) {
  return value === undefined ? {} : { target: value };
}
