import { type Browser, expect, type Page, test } from "@playwright/test";
import { type IdentityEmulator, startIdentityEmulator } from "../../ops/dev/identity-emulator/index.ts";
import { expectAccessible } from "./axe.ts";
import { t } from "./person.ts";
import { type Platform, startPlatform } from "./platform.ts";

/** An installation with Microsoft Entra ID and a plain OpenID provider, both on this machine. */
test.describe("with the company's sign-in", () => {
  test.describe.configure({ mode: "serial" });
  let entra: IdentityEmulator;
  let platform: Platform;
  const microsoft = t.account.continueWith(t.account.microsoft);

  test.beforeAll(async () => {
    test.setTimeout(300_000);
    entra = await startIdentityEmulator();
    const engineering = entra.directory.addGroup("Engineering");
    // Names of groups come from Graph, which is asked when they do not fit into the token.
    entra.directory.addPerson({ name: "Ada Lovelace", groups: [engineering], groupsInToken: "claim_names" });
    entra.directory.addPerson({ name: "Grace Hopper", groups: [engineering] });
    platform = await startPlatform((origin) => {
      entra.addWebOrigin(origin);
      return { ...entra.entraEnvironment(), ...entra.oidcEnvironment(), ENTRA_GRAPH_GROUPS: "true" };
    });
  });

  test.afterAll(async () => {
    await platform?.[Symbol.asyncDispose]();
    await entra?.close();
  });

  async function visit(browser: Browser, path: string): Promise<Page> {
    const page = await (await browser.newContext({ baseURL: platform.origin })).newPage();
    await page.goto(path);
    return page;
  }

  test("the page offers each way, and is clean in both themes", async ({ browser }) => {
    const page = await visit(browser, "/sign-in?error=sign_in_cancelled");
    await expect(page.getByRole("button", { name: microsoft })).toBeVisible();
    await expect(page.getByText(t.account.signInErrors.sign_in_cancelled)).toBeVisible();
    await expectAccessible(page, "sign-in");
    await page.context().close();
  });

  test("somebody signs in, lands where they wanted, sees their groups, and signs out at the provider", async ({
    browser,
  }) => {
    const page = await visit(browser, "/settings/profile");
    // Nobody has an account yet: the first to come in becomes the administrator, by whichever way.
    await expect(page).toHaveURL(/\/sign-up/);
    await page.getByRole("button", { name: microsoft }).click();
    await page.getByRole("button", { name: "Ada Lovelace" }).click();
    await expect(page).toHaveURL(`${platform.origin}/settings/profile`);
    await expect(page.getByRole("list", { name: t.settings.profile.groups })).toContainText("Engineering");
    await expect(page.getByRole("list", { name: t.settings.profile.groups })).toContainText(
      t.settings.profile.directory,
    );
    await expect(page.getByRole("main")).toContainText(t.settings.profile.methods.microsoft);
    await page.goto("/settings/devices");
    await expect(page.getByText(t.settings.devices.methods.microsoft)).toBeVisible();
    await page.getByRole("button", { name: t.shell.accountMenu("Ada Lovelace") }).click();
    const atProvider = page.waitForRequest(
      (request) => request.url().startsWith(entra.url) && /logout/.test(request.url()),
    );
    await page.getByRole("menuitem", { name: t.account.signOut }).click();
    await atProvider;
    await expect(page).toHaveURL(new RegExp(`^${platform.origin}/sign-`));
    expect((await page.request.get(`${platform.origin}/api/v1/me`)).status()).toBe(401);
    // The provider has forgotten them as well: it asks again who they are.
    await page.goto("/sign-in");
    await page.getByRole("button", { name: microsoft }).click();
    await expect(page.getByRole("button", { name: "Ada Lovelace" })).toBeVisible();
    await page.context().close();
  });

  test("cancelling says so, and the next attempt still leads to the page that was wanted", async ({ browser }) => {
    const page = await visit(browser, "/settings/devices");
    await page.getByRole("button", { name: microsoft }).click();
    await page.getByRole("button", { name: "Cancel" }).click();
    await expect(page).toHaveURL(/\/sign-in\?error=sign_in_cancelled/);
    await expect(page.getByText(t.account.signInErrors.sign_in_cancelled)).toBeVisible();
    await page.getByRole("button", { name: microsoft }).click();
    await page.getByRole("button", { name: "Grace Hopper" }).click();
    await expect(page).toHaveURL(`${platform.origin}/settings/devices`);
    await page.context().close();
  });

  test("the other provider works by its own name", async ({ browser }) => {
    const page = await visit(browser, "/sign-in");
    const system = (await (await page.request.get("/api/v1/system")).json()) as { oidc_name: string | null };
    await page.getByRole("button", { name: t.account.continueWith(system.oidc_name ?? t.account.oidc) }).click();
    await page.getByRole("button", { name: "Grace Hopper" }).click();
    await expect(page).toHaveURL(/\/chat/);
    await page.goto("/settings/profile");
    await expect(page.getByRole("main")).toContainText(t.settings.profile.methods.oidc);
    await page.context().close();
  });
});
