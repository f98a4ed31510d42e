import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type APIRequestContext, expect, test } from "@playwright/test";
import { canary, watch } from "./network-log.ts";
import { anna, another, callApi, createKnowledgeBase, enter, t } from "./person.ts";

const hostile = "<img src=x onerror=alert(1)>";

test.describe("A18 open redirect", () => {
  // One of each kind: from one address only thirty sign-ins a minute are answered. `return-path.test.ts` has all of them.
  const targets = ["//evil.example", "/\\evil.example", "https://evil.example/chat", "javascript:alert(1)"];

  test("no return path leads away from this origin after signing in", async ({ page, browser }) => {
    await enter(page);
    for (const target of targets) {
      const context = await browser.newContext({ baseURL: new URL(page.url()).origin });
      const visitor = await context.newPage();
      const seen = watch(visitor);
      await visitor.goto(`/sign-in?return=${encodeURIComponent(target)}`);
      await visitor.getByLabel(t.account.email).fill(anna.email);
      await visitor.getByLabel(t.account.password, { exact: true }).fill(anna.password);
      await visitor.getByRole("button", { name: t.account.signIn, exact: true }).click();
      await expect(visitor, target).toHaveURL(`${new URL(page.url()).origin}/chat`);
      expect(seen, target).toEqual([]);
      await context.close();
    }
  });

  test("a sign-in error in a link shows a sentence of ours, never words of the link", async ({ page }) => {
    await enter(page);
    await page.context().clearCookies();
    await page.goto(`/sign-in?error=${encodeURIComponent("Call_0800_EVIL <b>now</b>")}`);
    await expect(page.getByText(t.account.signInErrors.sign_in_failed)).toBeVisible();
    await expect(page.getByText(/EVIL/)).toHaveCount(0);
  });
});

test.describe("A19 internal headers of Next", () => {
  const names = ["middleware", "src/middleware", "pages/_middleware", "pages/admin/_middleware", "proxy", "src/proxy"];
  const values = names.flatMap((name) => [name, Array(5).fill(name).join(":"), Array(12).fill(name).join(":")]);

  for (const path of ["/chat", "/settings/api-keys", "/knowledge-bases", "/api/v1/me", "/api/v1/audit"]) {
    test(`${path} answers as without them`, async ({ request }) => {
      const plain = await request.get(path, { maxRedirects: 0 });
      for (const value of values) {
        const answer = await request.get(path, { maxRedirects: 0, headers: { "x-middleware-subrequest": value } });
        expect(answer.status(), value).toBe(plain.status());
        const policy = (text: string | undefined) => text?.replaceAll(/nonce-\w+/g, "nonce");
        expect(policy(answer.headers()["content-security-policy"]), value).toBe(
          policy(plain.headers()["content-security-policy"]),
        );
      }
      for (const header of ["x-middleware-rewrite", "x-middleware-next", "x-invoke-path", "x-middleware-set-cookie"]) {
        const answer = await request.get(path, { maxRedirects: 0, headers: { [header]: "/knowledge-bases" } });
        expect(answer.status(), header).toBe(plain.status());
        expect(answer.headers()["set-cookie"], header).toBeUndefined();
      }
      if (path.startsWith("/api/")) expect(plain.status()).toBe(401);
    });
  }
});

test("A21 malformed server actions and flight payloads are refused at once, and the server lives", async ({
  request,
}) => {
  const deep = `${"[".repeat(20_000)}${"]".repeat(20_000)}`;
  const boundary = "multipart/form-data; boundary=x";
  const part = (name: string, value: string) =>
    `--x\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n--x--\r\n`;
  const attempts: [contentType: string, body: string][] = [
    ["text/plain;charset=UTF-8", "[]"],
    ["text/plain;charset=UTF-8", deep],
    ["text/plain;charset=UTF-8", '["$F1","$@2","$Q3","$W4","$K5"]'],
    [boundary, part("0", '{"__proto__":{"polluted":true},"constructor":{"prototype":{}}}')],
    [boundary, part("0", '["$1:__proto__:then"]')],
    [boundary, part("0", '{"then":"$1:__proto__:then","status":"resolved_model","value":"{}","_response":{}}')],
    [boundary, part("1_$ACTION_REF_1", "")],
    [boundary, "no boundary here"],
    ["multipart/form-data", part("0", "[]")],
    ["application/x-www-form-urlencoded", "$ACTION_ID_7f=1"],
  ];
  for (const path of ["/", "/sign-in", "/settings/profile"]) {
    for (const [contentType, body] of attempts) {
      const headers = {
        "content-type": contentType,
        "next-action": "7f".repeat(21),
        "next-router-state-tree": "%5B%5D",
      };
      const answer = await request.post(path, { headers, data: body, maxRedirects: 0 });
      expect(answer.status(), `${path} ${contentType} ${body.slice(0, 40)}`).toBeGreaterThanOrEqual(400);
      expect(answer.status()).toBeLessThan(500);
      expect(await answer.text()).not.toMatch(/at \w+ \(|node_modules|\/apps\/web/);
    }
    const tree = await request.get(path, {
      headers: { rsc: "1", "next-router-state-tree": encodeURIComponent(deep.slice(0, 6000)) },
      maxRedirects: 0,
    });
    expect(tree.status()).toBeLessThan(500);
  }
  expect((await request.get("/sign-in")).status()).toBe(200);
  expect(await (await request.get("/api/v1/system")).json()).not.toHaveProperty("polluted");
});

test("A22 the image optimiser fetches nothing for anybody", async ({ request, baseURL }) => {
  const inside = await canary();
  const targets = [
    inside.address,
    `${inside.address}/a.svg`,
    `${inside.address.replace("127.0.0.1", "localhost")}/a.png`,
    inside.address.replace("127.0.0.1", "[::ffff:7f00:1]"),
    `//${new URL(inside.address).host}/a.png`,
    "/icon.svg",
    "/api/v1/system",
    `${baseURL}/icon.svg`,
    "file:///etc/passwd",
  ];
  for (const target of targets) {
    for (const size of ["w=64&q=75", "w=3840&q=100", "w=100000&q=75", ""]) {
      const answer = await request.get(`/_next/image?url=${encodeURIComponent(target)}&${size}`, { maxRedirects: 0 });
      expect(answer.status(), target).toBeGreaterThanOrEqual(400);
      expect(answer.headers()["content-type"] ?? "", target).not.toContain("svg");
    }
  }
  expect(inside.hits).toEqual([]);
  inside.close();
});

test.describe("A24 other sites", () => {
  async function countOf(request: APIRequestContext): Promise<number> {
    return ((await (await request.get("/api/v1/knowledge-bases")).json()) as { data: unknown[] }).data.length;
  }

  test("a page of another site can neither write nor read with the cookie", async ({ page }) => {
    await enter(page);
    const { request } = page;
    for (const origin of ["https://evil.example", "null", "http://localhost.evil.example"]) {
      const before = await countOf(request);
      const body = JSON.stringify({ name: "From elsewhere" });
      for (const type of ["application/json", "text/plain", "application/x-www-form-urlencoded"]) {
        const answer = await request.post("/api/v1/knowledge-bases", {
          headers: { origin, "content-type": type },
          data: body,
        });
        expect(answer.status(), type).toBeGreaterThanOrEqual(400);
        expect(answer.headers()["access-control-allow-origin"] ?? "", type).not.toBe(origin);
      }
      const { email, password } = anna;
      expect((await request.post("/api/auth/sign-out", { headers: { origin }, data: {} })).status()).toBe(403);
      const signIn = await request.post("/api/auth/sign-in/email", { headers: { origin }, data: { email, password } });
      expect(signIn.status()).toBe(403);
      expect(signIn.headers()["set-cookie"]).toBeUndefined();
      expect((await request.delete("/api/v1/me/sign-ins", { headers: { origin } })).status()).toBeGreaterThanOrEqual(
        400,
      );
      const preflight = await request.fetch("/api/v1/knowledge-bases", {
        method: "OPTIONS",
        headers: { origin, "access-control-request-method": "POST", "access-control-request-headers": "content-type" },
      });
      expect(preflight.headers()["access-control-allow-origin"] ?? "").not.toBe(origin);
      const read = await request.get("/api/v1/me", { headers: { origin } });
      expect(read.headers()["access-control-allow-origin"] ?? "").not.toBe(origin);
      expect(await countOf(request), origin).toBe(before);
    }
  });

  test("no GET changes anything, and a foreign page that posts a form changes nothing", async ({ page, baseURL }) => {
    await enter(page);
    const before = await countOf(page.request);
    for (const path of ["/api/auth/sign-out", "/api/auth/sign-in/email", "/api/v1/api-keys?name=x"]) {
      expect((await page.request.get(path)).status(), path).toBeLessThan(500);
    }
    const form = `<form id="f" method="post" enctype="text/plain" action="${baseURL}/api/v1/knowledge-bases">
      <input name='{"name":"forged","x":"' value='"}'></form><script>document.getElementById("f").submit()</script>`;
    const site = createServer((_request, response) => response.setHeader("content-type", "text/html").end(form));
    await new Promise<void>((resolve) => site.listen(0, "127.0.0.1", resolve));
    const victim = await page.context().newPage();
    await victim.goto(`http://127.0.0.1:${(site.address() as AddressInfo).port}/`);
    await expect(victim).toHaveURL(/knowledge-bases$/);
    site.close();
    expect((await page.request.get("/api/v1/me")).status()).toBe(200);
    expect(await countOf(page.request)).toBe(before);
  });
});

test("A25 every page, asset, error and API answer carries the headers", async ({ page }) => {
  await enter(page);
  const html = await (await page.request.get("/chat")).text();
  const script = /\/_next\/static\/[^"\\]+\.js/.exec(html)?.[0];
  const style = /\/_next\/static\/[^"\\]+\.css/.exec(html)?.[0];
  const pages = [
    "/",
    "/sign-in",
    "/sign-up",
    "/chat",
    "/settings/profile",
    "/knowledge-bases/kb_x",
    "/no/such/page",
    "/offline",
  ];
  const installed = ["/manifest.webmanifest", "/service-worker.js", "/icons/icon-192.png", "/apple-icon.png"];
  const missing = ["/_next/static/missing.js", "/pdfjs/missing.mjs"];
  const assets = [script ?? "", style ?? "", "/icon.svg", ...installed, ...missing];
  const answers = [
    "/api/v1/me",
    "/api/v1/system",
    "/api/v1/knowledge-bases/kb_x",
    "/api/nothing",
    "/api/auth/get-session",
  ];
  expect(script && style).toBeTruthy();
  for (const path of [...pages, ...assets, ...answers, "/scim/v2/Users", "/%ff", "/_next/image?url=x"]) {
    const answer = await page.request.get(path, { maxRedirects: 0 });
    const headers = answer.headers();
    const policy = headers["content-security-policy"] ?? "";
    expect.soft(headers["x-content-type-options"], path).toBe("nosniff");
    expect.soft(headers["referrer-policy"], path).toMatch(/^(same-origin|no-referrer)/);
    expect.soft(headers["x-powered-by"], path).toBeUndefined();
    expect.soft(policy, path).not.toBe("");
    expect.soft(/script-src[^;]*'unsafe-(inline|eval)'/.test(policy), path).toBe(false);
    if (pages.includes(path)) expect.soft(policy, path).not.toMatch(/'unsafe-|data:|\*|https?:/);
    expect.soft(/frame-ancestors 'none'/.test(policy) || headers["x-frame-options"] === "DENY", path).toBe(true);
    if (!assets.includes(path)) expect.soft(headers["cache-control"] ?? "", path).toContain("no-store");
  }
});

test("A25 nothing of the sources is served: no source map, and no file beside the pages", async ({ page }) => {
  const loaded = new Set<string>();
  page.on("request", (request) => {
    if (request.url().includes("/_next/static/")) loaded.add(request.url());
  });
  await enter(page);
  await page.goto("/knowledge-bases");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  expect(loaded.size).toBeGreaterThan(3);
  for (const url of loaded) {
    expect((await page.request.get(`${url}.map`)).status(), url).toBe(404);
    if (url.endsWith(".js")) expect(await (await page.request.get(url)).text(), url).not.toContain("sourceMappingURL");
  }
  for (const path of [
    "/package.json",
    "/server.js",
    "/.next/BUILD_ID",
    "/.env",
    "/_next/static/../server.js",
    "/design",
  ]) {
    expect((await page.request.get(path)).status(), path).toBe(404);
  }
});

test("A25 a stream and a file carry them too", async ({ page }) => {
  await enter(page);
  await createKnowledgeBase(page, "Headers");
  const id = new URL(page.url()).pathname.split("/").at(-1) ?? "";
  await page
    .locator('input[type="file"]')
    .first()
    .setInputFiles([{ name: "a.md", mimeType: "text/markdown", buffer: Buffer.from("# A\n\nOne.") }]);
  await expect(page.getByText(t.documents.states.ready, { exact: true })).toBeVisible({ timeout: 60_000 });
  const { data } = await callApi<{ data: { id: string }[] }>(page, "GET", `/api/v1/knowledge-bases/${id}/documents`);
  const origin = new URL(page.url()).origin;
  const stream = await page.request.post("/api/v1/chat/stream", { headers: { origin }, data: { message: "One?" } });
  const file = await page.request.get(`/api/v1/knowledge-bases/${id}/documents/${data[0]?.id}/content`);
  for (const answer of [stream, file]) {
    expect(answer.status()).toBe(200);
    expect(answer.headers()["content-security-policy"]).toContain("default-src 'none'");
    expect(answer.headers()["x-content-type-options"]).toBe("nosniff");
    expect(answer.headers()["cache-control"]).toMatch(/no-store|private/);
  }
});

test("A54 hostile names of people, groups, tenants and keys are only text", async ({ page, browser }) => {
  const seen = watch(page);
  await enter(page);
  const person = await another(browser, `${hostile} Mallory`, "mallory@example.com");
  const personsSeen = watch(person);
  await callApi(page, "POST", "/api/v1/groups", { name: `${hostile} group` });
  const me = await callApi<{ tenant: { id: string } }>(page, "GET", "/api/v1/me");
  await callApi(page, "POST", "/api/v1/tenants", { name: `${hostile} team`, kind: "team", parent_id: me.tenant.id });
  await callApi(page, "POST", "/api/v1/api-keys", { name: `${hostile} key`, scopes: ["chat.use"] });
  await createKnowledgeBase(page, "Sinks");
  await page.getByRole("button", { name: t.sharing.share, exact: true }).click();
  const dialog = page.getByRole("dialog");
  for (const what of ["Mallory", "group", "team"]) {
    await dialog.getByRole("combobox").fill(`onerror=alert(1)> ${what}`);
    await dialog
      .getByRole("option", { name: `${hostile} ${what}` })
      .first()
      .click();
    await expect(
      dialog
        .getByRole("listitem")
        .filter({ hasText: `${hostile} ${what}` })
        .first(),
    ).toBeVisible();
  }
  await expect(dialog.getByRole("region", { name: t.sharing.who })).toContainText(`${hostile} Mallory`);
  await dialog.getByRole("combobox").fill(`${hostile} nobody`);
  await expect(dialog.getByText(t.sharing.searchEmpty(`${hostile} nobody`))).toBeVisible();
  await expect(dialog.locator("img")).toHaveCount(0);
  // The title of a conversation, which a model may have made.
  const asked = await callApi<{ session: { id: string } }>(page, "POST", "/api/v1/chat", { message: "Nothing" });
  await callApi(page, "PATCH", `/api/v1/sessions/${asked.session.id}`, { title: `${hostile} title` });
  await page.goto(`/chat/${asked.session.id}`);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(`${hostile} title`);
  await expect(page).toHaveTitle(`${hostile} title · ${t.product}`);
  await page.goto("/settings/api-keys");
  await expect(page.getByText(`${hostile} key`)).toBeVisible();
  await page.getByRole("button", { name: t.settings.keys.revokeLabel(`${hostile} key`) }).click();
  await expect(page.getByRole("alertdialog")).toContainText(`${hostile} key`);
  await person.goto("/settings/profile");
  await expect(person.getByRole("main")).toContainText(`${hostile} Mallory`);
  await expect(person.locator("img")).toHaveCount(0);
  expect([...seen, ...personsSeen]).toEqual([]);
  await person.context().close();
});
