import { readdirSync } from "node:fs";
import { expect, test } from "@playwright/test";
import { enter, t } from "./person.ts";

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
  await expect(bare.getByRole("link", { name })).toBeVisible();
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
  const context = await browser.newContext({ baseURL, timezoneId: "Pacific/Kiritimati" });
  await context.addCookies(await page.context().cookies());
  const far = await context.newPage();
  const errors: string[] = [];
  far.on("pageerror", (error) => errors.push(`${far.url()}: ${error.message}`));
  far.on("console", (message) => message.type() === "error" && errors.push(`${far.url()}: ${message.text()}`));
  for (const path of ["/chat", "/knowledge-bases", ...settings]) {
    await far.goto(path);
    await expect(far.getByRole("button", { name: t.conversations.newFolder })).toBeVisible();
    await expect(far.getByRole("main").getByRole("heading").first()).toBeVisible();
  }
  expect(errors).toEqual([]);
  await context.close();
});
