import { readFile } from "node:fs/promises";
import { expect, test } from "@playwright/test";
import { strFromU8, unzipSync } from "fflate";
import { expectAccessible } from "./axe.ts";
import { anna, another, enter, t } from "./person.ts";

const { keys, devices, profile, data } = t.settings;

test("the user menu leads to the profile: place, role, groups and permissions in words", async ({ page }) => {
  await enter(page);
  await page.getByRole("button", { name: t.shell.accountMenu(anna.name) }).click();
  await page.getByRole("menuitem", { name: t.shell.settings }).click();
  await expect(page).toHaveURL(/\/settings\/profile$/);
  await expect(page.getByRole("main")).toContainText(anna.email);
  await expect(page.getByRole("main")).toContainText(t.shell.roles.platform_admin);
  await expect(page.getByRole("main")).toContainText(profile.methods.password);
  await expect(page.getByText(t.settings.permissions["platform.manage"])).toBeVisible();
});

test("an API key is shown once, works within its scopes, and is refused after it was revoked", async ({
  page,
  playwright,
  baseURL,
}) => {
  await enter(page);
  await page.goto("/settings/api-keys");
  await page.getByRole("button", { name: keys.create }).first().click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: keys.createAction }).click();
  await expect(dialog.getByText(keys.nameMissing)).toBeVisible();
  await expect(dialog.getByText(keys.scopesMissing)).toBeVisible();
  await dialog.getByLabel(keys.name, { exact: true }).fill("From the settings page");
  await dialog.getByLabel(t.settings.permissions["knowledge.read"]).check();
  await dialog.getByRole("button", { name: keys.createAction }).click();
  const key = await dialog.getByLabel(keys.key, { exact: true }).inputValue();
  await page.keyboard.press("Escape");
  await expect(dialog).toBeVisible();
  await dialog.getByRole("button", { name: keys.done }).click();
  const row = page.getByRole("listitem").filter({ hasText: "From the settings page" });
  await expect(row).toContainText(keys.states.active);
  await expect(row).toContainText(keys.neverUsed);
  expect(await page.content()).not.toContain(key);

  const program = await playwright.request.newContext({ ...(baseURL && { baseURL }) });
  const headers = { authorization: `Bearer ${key}` };
  expect((await program.get("/api/v1/knowledge-bases", { headers })).status()).toBe(200);
  expect((await program.post("/api/v1/chat", { headers, data: { message: "Hello" } })).status()).toBe(403);
  await row.getByRole("button", { name: keys.revoke }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: keys.revokeAction }).click();
  await expect(page.getByText(keys.revoked, { exact: true })).toBeVisible();
  expect((await program.get("/api/v1/knowledge-bases", { headers })).status()).toBe(401);
  await program.dispose();
});

test("another browser is signed out from here, one by one and all at once", async ({ page, browser }) => {
  const bob = await another(browser, "Bob Marsh", "bob.devices@example.com");
  const phone = await another(browser, "Bob Marsh", "bob.devices@example.com");
  const tablet = await another(browser, "Bob Marsh", "bob.devices@example.com");
  await bob.goto("/settings/devices");
  const list = bob.getByRole("list", { name: t.settings.sections.devices });
  await expect(list.getByRole("listitem").filter({ hasText: devices.current })).toHaveCount(1);
  const before = await list.getByRole("listitem").count();
  await list
    .getByRole("button", { name: /^Sign out Chrome/ })
    .first()
    .click();
  await expect(list.getByRole("listitem")).toHaveCount(before - 1);
  await bob.getByRole("button", { name: devices.signOutOthers }).click();
  await bob.getByRole("alertdialog").getByRole("button", { name: devices.signOutOthers }).click();
  await expect(bob.getByText(devices.onlyThis)).toBeVisible();
  for (const other of [phone, tablet]) {
    await other.goto("/settings/profile");
    await expect(other).toHaveURL(/\/sign-in\?return=%2Fsettings%2Fprofile/);
  }
  await bob.reload();
  await expect(bob.getByText(devices.onlyThis)).toBeVisible();
  for (const each of [bob, phone, tablet]) await each.context().close();
  await page.close();
});

test("my data comes as a file", async ({ page }) => {
  await enter(page);
  await page.goto("/settings/data");
  const [file] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: data.exportAction, exact: true }).click(),
  ]);
  const entries = unzipSync(new Uint8Array(await readFile(await file.path())));
  const text = Object.values(entries).map((bytes) => strFromU8(bytes));
  expect(text.join("\n")).toContain(anna.email);
  await expect(page.getByText(data.exported)).toBeVisible();
});

test("no dialog of the API keys has an axe violation", async ({ page }) => {
  await enter(page);
  await page.goto("/settings/api-keys");
  await page.getByRole("button", { name: keys.create }).first().click();
  await page.getByRole("dialog").getByRole("button", { name: keys.createAction }).click();
  await expectAccessible(page, "new API key");
  await page.getByLabel(keys.name, { exact: true }).fill("Accessible");
  await page.getByRole("button", { name: keys.scopeAll }).click();
  await page.getByRole("button", { name: keys.createAction }).click();
  await expect(page.getByText(keys.onceTitle)).toBeVisible();
  await expectAccessible(page, "API key shown once");
  await page.getByRole("button", { name: keys.done }).click();
  await page.getByRole("button", { name: keys.revokeLabel("Accessible") }).click();
  await expectAccessible(page, "revoke");
});

test("settings fit a window of 360 pixels", async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  await enter(page);
  for (const section of Object.keys(t.settings.sections)) {
    await page.goto(`/settings/${section}`);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    expect(await page.evaluate("document.documentElement.scrollWidth - window.innerWidth")).toBeLessThanOrEqual(0);
  }
});
