import { type Browser, expect, type Page, test } from "@playwright/test";
import { en } from "../../apps/web/messages/en/index.ts";

export const t = en;
export const anna = { name: "Lindqvist, Anna", email: "anna@example.com", password: "correct horse battery staple" };

type Cookies = Awaited<ReturnType<ReturnType<Page["context"]>["cookies"]>>;

/** Sign-ins that may still hold: from one address there may be only so many in a minute. */
const kept = new Map<string, Cookies>();

/** Creates the first account when there is none, else signs in, or goes on with an earlier sign-in; ends on the chat page. */
export async function enter(page: Page, person = anna): Promise<void> {
  const key = `${(await page.request.get("/api/v1/system")).url()} ${person.email}`;
  await page.context().addCookies(kept.get(key) ?? []);
  if ((await page.request.get("/api/v1/me")).ok()) {
    await page.goto("/chat");
    await expect(page.getByLabel(t.chat.composerLabel)).toBeVisible();
    return;
  }
  await signIn(page, person);
  const cookies = await page.context().cookies();
  kept.set(
    key,
    cookies.filter(({ name }) => name.includes("session")),
  );
}

async function signIn(page: Page, person: typeof anna): Promise<void> {
  await page.goto("/sign-in");
  const system = (await (await page.request.get("/api/v1/system")).json()) as { first_run: boolean };
  if (system.first_run) {
    // The page finds out by itself that nobody has an account yet.
    await expect(page).toHaveURL(/\/sign-up/);
    await page.getByLabel(t.account.name, { exact: true }).fill(person.name);
  }
  await page.getByLabel(t.account.email).fill(person.email);
  await page.getByLabel(t.account.password, { exact: true }).fill(person.password);
  const action = system.first_run ? t.account.signUp : t.account.signIn;
  await page.getByRole("button", { name: action, exact: true }).click();
  await expect(page).toHaveURL(/\/chat/);
}

/** Opens a browser of somebody else, with an account of their own; ends on the chat page. */
export async function another(browser: Browser, name: string, email: string): Promise<Page> {
  const { baseURL } = test.info().project.use;
  const page = await (await browser.newContext(baseURL === undefined ? {} : { baseURL })).newPage();
  const headers = { origin: baseURL ?? "" };
  const data = { email, password: anna.password };
  const answer = await page.request.post("/api/auth/sign-up/email", { data: { name, ...data }, headers });
  // On a second run the account is there already.
  if (!answer.ok()) await page.request.post("/api/auth/sign-in/email", { data, headers });
  await page.goto("/chat");
  await expect(page.getByLabel(t.chat.composerLabel)).toBeVisible();
  return page;
}

/** Calls the API as whoever is signed in on the page; throws on anything but 2xx. */
export async function callApi<Result>(page: Page, method: string, path: string, data?: unknown): Promise<Result> {
  const headers = { origin: test.info().project.use.baseURL ?? "" };
  const answer = await page.request.fetch(path, { method, headers, ...(data !== undefined && { data }) });
  if (!answer.ok()) throw new Error(`${method} ${path}: ${answer.status()} ${await answer.text()}`);
  return (answer.status() === 204 ? undefined : await answer.json()) as Result;
}

export interface BrowserFile {
  name: string;
  mimeType: string;
  buffer: Buffer;
}

/** Makes a knowledge base on the page; ends on its own page. */
export async function createKnowledgeBase(page: Page, name: string): Promise<void> {
  await page.goto("/knowledge-bases");
  await page.getByRole("button", { name: t.knowledge.create }).first().click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel(t.knowledge.name, { exact: true }).fill(name);
  await dialog.getByRole("button", { name: t.knowledge.createAction, exact: true }).click();
  await expect(page).toHaveURL(/\/knowledge-bases\/kb_/);
  await expect(page.getByRole("heading", { name, level: 1 })).toBeVisible();
}

/** Opens one that is there by its name, at its documents or another of its tabs. */
export async function openKnowledgeBase(page: Page, name: string, tab?: string): Promise<void> {
  await page.goto("/knowledge-bases");
  await page
    .getByRole("link", { name: new RegExp(name) })
    .first()
    .click();
  await expect(page.getByRole("heading", { name, level: 1 })).toBeVisible();
  if (tab !== undefined) await page.getByRole("tab", { name: tab }).click();
}

/** Uploads through the file chooser and waits until each is ready. */
export async function uploadAll(page: Page, files: BrowserFile[]): Promise<void> {
  await page.locator('input[type="file"]').first().setInputFiles(files);
  for (const file of files) await expectReady(page, file.name);
}

export async function expectReady(page: Page, name: string): Promise<void> {
  const row = page
    .getByRole("row")
    .filter({ hasText: name })
    .or(page.getByRole("listitem").filter({ hasText: name }));
  await expect(row.getByText(t.documents.states.ready, { exact: true }).first()).toBeVisible({ timeout: 60_000 });
}

/** Chooses a knowledge base in the composer and asks; waits for the end of the answer. */
export async function ask(page: Page, question: string, knowledgeBase?: string): Promise<void> {
  if (knowledgeBase) await chooseKnowledgeBase(page, knowledgeBase);
  await page.getByLabel(t.chat.composerLabel).fill(question);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/chat\/ses_/);
  await expect(page.getByRole("button", { name: t.chat.send })).toBeVisible({ timeout: 60_000 });
}

/** Leaves exactly this one chosen, whatever was chosen before. */
export async function chooseKnowledgeBase(page: Page, name: string): Promise<void> {
  await page
    .getByRole("button", { name: t.picker.label, exact: true })
    .or(page.getByRole("button", { name: t.picker.choose }))
    .first()
    .click();
  const choices = page.getByRole("dialog", { name: t.picker.choose });
  await choices.getByLabel(t.picker.search).fill(name);
  await choices.getByRole("checkbox", { name }).first().check();
  await page.keyboard.press("Escape");
  // The focus comes back a moment later, and would take the keys of whoever types within milliseconds.
  await expect(page.getByRole("button", { name: t.picker.choose, exact: true })).toBeFocused();
  await expect(page.getByRole("button", { name: t.picker.remove(name) })).toBeVisible();
}
