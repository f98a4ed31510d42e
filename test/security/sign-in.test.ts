import { randomUUID } from "node:crypto";
import type { Me, System } from "@eai/contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  createBrowser,
  type EmulatedPerson,
  type IdentityEmulator,
  pickAccount,
  startIdentityEmulator,
} from "../../ops/dev/identity-emulator/index.ts";
import { type Person, type Product, password, startProduct } from "../product.ts";
import {
  authorizationAddress,
  browserFor,
  personOf,
  signInWithMicrosoft,
  tryMicrosoft,
  tryOidc,
} from "../sign-in-with-microsoft.ts";

// Sign-in with Entra and with another provider, attacked over HTTP. The provider is a real OpenID server in Entra's shape.

const otherTenant = "22222222-2222-4222-8222-222222222222";
const strangeTenant = "99999999-9999-4999-8999-999999999999";
let entra: IdentityEmulator;
let product: Product;

beforeAll(async () => {
  entra = await startIdentityEmulator();
  product = await startProduct({
    environment: {
      ...entra.entraEnvironment(),
      ...entra.oidcEnvironment(),
      ENTRA_TENANT_ID: "organizations",
      ENTRA_ALLOWED_TENANTS: `${entra.directory.homeTenantId},${otherTenant}`,
      EAI_LOCAL_SIGN_UP: "open",
    },
  });
});
afterAll(async () => {
  await product[Symbol.asyncDispose]();
  await entra.close();
});

const me = (person: Person) => person.call<Me>("GET", "/api/v1/me");

test("A13 of twenty racing first sign-ins with a provider one is the platform administrator", async () => {
  const racers = Array.from({ length: 20 }, (_, index) => entra.directory.addPerson({ name: `Racer ${index}` }));
  const people = await Promise.all(racers.map((racer) => signInWithMicrosoft(product, entra, racer)));
  const roles = (await Promise.all(people.map(me))).map(({ role }) => role);
  expect(roles.filter((role) => role === "platform_admin")).toHaveLength(1);
  expect(roles.filter((role) => role === "member")).toHaveLength(19);
  expect((await me(await signInWithMicrosoft(product, entra, racers[0] as EmulatedPerson))).name).toBe("Racer 0");
});

describe("A1 nOAuth: an address in a token", () => {
  test("of another tenant leads to another person, and changes nothing of hers", async () => {
    const alice = entra.directory.addPerson({ name: "Alice", email: "alice@contoso.example" });
    const hers = await signInWithMicrosoft(product, entra, alice);
    const local = await product.signUp({ name: "Alice at home", email: "alice@contoso.example" });
    const { id } = await hers.createKnowledgeBase({ name: "Alice's own" });
    const before = [await me(hers), await me(local)];

    const mallory = entra.directory.addPerson({
      name: "Mallory",
      tenantId: otherTenant,
      email: "alice@contoso.example",
      userName: "alice@contoso.example",
      claims: { email_verified: true, xms_edov: true, upn: "alice@contoso.example" },
    });
    const intruder = await signInWithMicrosoft(product, entra, mallory);
    expect(before.map((person) => person.id)).not.toContain((await me(intruder)).id);
    expect((await intruder.fetch(`/api/v1/knowledge-bases/${id}`)).status).toBe(404);
    expect([await me(hers), await me(local)]).toEqual(before);
    expect((await me(await product.signIn("alice@contoso.example"))).id).toBe(before[1]?.id);
  });

  test("and an object id of another tenant or provider lead to nobody else either", async () => {
    const bob = entra.directory.addPerson({ name: "Bob" });
    const his = await me(await signInWithMicrosoft(product, entra, bob));
    entra.directory.people.push({
      ...bob,
      tenantId: otherTenant,
      objectId: randomUUID(),
      claims: { oid: bob.objectId },
    });
    const twin = entra.directory.people.at(-1) as EmulatedPerson;
    expect((await me(await signInWithMicrosoft(product, entra, twin))).id).not.toBe(his.id);
    const plain = personOf(product, await tryOidc(product, entra, bob));
    expect(await me(plain)).toMatchObject({ sign_in_method: "oidc", email: bob.email });
    expect((await me(plain)).id).not.toBe(his.id);
  });

  test("a tenant that is not on the list is told so, and leaves nothing behind", async () => {
    const stranger = entra.directory.addPerson({ name: "Stranger", tenantId: strangeTenant });
    const attempt = await tryMicrosoft(product, entra, stranger);
    expect(attempt.address).toBe(`${product.webOrigin}/sign-in?error=tenant_not_allowed`);
    expect(() => personOf(product, attempt)).toThrow("tenant_not_allowed");
    expect(attempt.browser.cookiesFor(product.webOrigin)).not.toContain("session_token");
  });
});

describe("A2 pre-account hijack", () => {
  test("an account made beforehand with her address gets nothing of her", async () => {
    const attacker = await product.signUp({ name: "Carla?", email: "carla@contoso.example" });
    const carla = entra.directory.addPerson({ name: "Carla", email: "carla@contoso.example" });
    const hers = await signInWithMicrosoft(product, entra, carla);
    const { id } = await hers.createKnowledgeBase({ name: "Carla's own" });
    expect((await me(attacker)).id).not.toBe((await me(hers)).id);
    expect((await attacker.fetch(`/api/v1/knowledge-bases/${id}`)).status).toBe(404);
    const later = await product.signIn("carla@contoso.example");
    expect((await me(later)).id).toBe((await me(attacker)).id);
    expect((await me(await signInWithMicrosoft(product, entra, carla))).id).toBe((await me(hers)).id);
  });

  test.each(["x@microsoft.invalid", "X@Directory.INVALID", "a@b.oidc.invalid"])(
    "nobody signs up as %s",
    async (email) => {
      const answer = await fetch(`${product.url}/api/auth/sign-up/email`, {
        method: "POST",
        headers: { "content-type": "application/json", origin: product.webOrigin },
        body: JSON.stringify({ name: "X", email, password }),
      });
      expect(answer.status).toBe(400);
      expect(await answer.json()).toMatchObject({ code: "validation_failed", errors: [{ field: "body.email" }] });
    },
  );
});

describe("A15 routes of sign-in", () => {
  const unused = [
    "POST /link-social",
    "POST /unlink-account",
    "POST /oauth2/link",
    "GET /oauth2/callback/oidc",
    "POST /sign-in/oauth2",
    "GET /list-accounts",
    "POST /get-access-token",
    "POST /refresh-token",
    "GET /account-info",
    "POST /update-user",
    "POST /change-email",
    "POST /set-password",
    "POST /delete-user",
    "GET /list-sessions",
    "POST /revoke-sessions",
    "POST /update-session",
    "GET /error",
    "GET /ok",
    "GET /callback/google",
    "POST /callback/microsoft",
    "POST /front-channel-sign-out",
    "POST /admin/set-role",
  ];

  test("that are not in use do not exist, for anybody", async () => {
    const bob = await signInWithMicrosoft(product, entra, entra.directory.addPerson({ name: "Bob Routes" }));
    for (const line of unused) {
      const [method = "", path = ""] = line.split(" ");
      const init = {
        method,
        headers: { "content-type": "application/json", origin: product.webOrigin },
        ...(method === "POST"
          ? { body: JSON.stringify({ provider: "microsoft", userId: "usr_x", role: "admin" }) }
          : {}),
      };
      const [anonymous, signedIn] = await Promise.all([
        fetch(`${product.url}/api/auth${path}`, { ...init, redirect: "manual" }),
        bob.fetch(`/api/auth${path}`, { ...init, redirect: "manual" }),
      ]);
      expect([404, 405], line).toContain(anonymous.status);
      expect([404, 405], line).toContain(signedIn.status);
    }
  });

  test("take no token of the caller's own, no other provider and nothing beside", async () => {
    const post = (body: unknown) =>
      fetch(`${product.url}/api/auth/sign-in/social`, {
        method: "POST",
        headers: { "content-type": "application/json", origin: product.webOrigin },
        body: JSON.stringify(body),
      });
    const idToken = { token: await entra.accessToken(entra.directory.addPerson({ name: "Nobody" })) };
    const bodies = [
      { provider: "microsoft", idToken },
      { provider: "google" },
      { provider: "credential" },
      { provider: "microsoft", scopes: ["Mail.Read"] },
      { provider: "microsoft", additionalParams: { prompt: "none" } },
      { provider: "microsoft", requestSignUp: true },
      { provider: "microsoft", errorCallbackURL: "https://evil.example" },
      { provider: "microsoft", newUserCallbackURL: "https://evil.example" },
      {},
    ];
    for (const body of bodies) expect((await post(body)).status, JSON.stringify(body)).toBe(400);
    const crossSite = await fetch(`${product.url}/api/auth/sign-in/social`, {
      method: "POST",
      headers: { "content-type": "application/json", origin: "https://evil.example" },
      body: JSON.stringify({ provider: "microsoft" }),
    });
    expect(crossSite.status).toBe(403);
  });
});

describe("A18 the page to open afterwards", () => {
  const bad = [
    "//evil.example",
    "/\\evil.example",
    "\\/evil.example",
    "https:evil.example",
    "https://evil.example",
    "http://localhost.evil.example",
    "javascript:alert(1)",
    "/%2f%2fevil.example",
    "/%252f%252fevil.example",
    "%2F%2Fevil.example",
    "/\t/evil.example",
    "/%0d%0aSet-Cookie:x=y",
    "/api/auth/sign-out",
    "chat",
    "data:text/html,x",
  ];
  test.each(bad)("is never %j", async (callbackURL) => {
    const answer = await fetch(`${product.url}/api/auth/sign-in/social`, {
      method: "POST",
      headers: { "content-type": "application/json", origin: product.webOrigin },
      body: JSON.stringify({ provider: "microsoft", callbackURL }),
    });
    expect(answer.status).toBe(400);
    expect(answer.headers.get("location")).toBeNull();
  });

  test("is the one that was asked for, and no parameter of the way back changes it", async () => {
    const dora = entra.directory.addPerson({ name: "Dora" });
    const asked = await tryMicrosoft(product, entra, dora, { callbackURL: "/knowledge-bases?tab=mine#top" });
    expect(asked.address).toBe(`${product.webOrigin}/knowledge-bases?tab=mine#top`);
    const browser = browserFor(product);
    const more = "callbackURL=https://evil.example&errorURL=https://evil.example&redirect=//evil.example";
    const answer = await browser.fetch(`${product.webOrigin}/api/auth/callback/microsoft?error=x&state=y&${more}`);
    expect(answer.status).toBe(302);
    expect(answer.headers.get("location")).toBe(`${product.webOrigin}/sign-in?error=sign_in_expired`);
  });
});

describe("the way back from the provider", () => {
  test("belongs to the browser that began, and is gone once", async () => {
    const eve = entra.directory.addPerson({ name: "Eve" });
    entra.addWebOrigin(product.webOrigin);
    const hers = browserFor(product);
    const authorization = await authorizationAddress(product, hers, { provider: "microsoft" });
    // The provider's answer is kept back, as an attacker would who wants somebody else to use it.
    const { address } = await pickAccount(createBrowser({ [product.webOrigin]: null }), authorization, eve);
    expect(address).toContain("/api/auth/callback/microsoft?code=");
    const victim = browserFor(product);
    const forced = await victim.fetch(address);
    expect(forced.headers.get("location")).toBe(`${product.webOrigin}/sign-in?error=sign_in_expired`);
    expect(victim.cookiesFor(product.webOrigin)).not.toContain("session_token");
  });

  test("is refused a second time", async () => {
    const fay = entra.directory.addPerson({ name: "Fay" });
    const browser = browserFor(product);
    const authorization = await authorizationAddress(product, browser, { provider: "microsoft" });
    const { address } = await pickAccount(createBrowser({ [product.webOrigin]: null }), authorization, fay);
    expect((await browser.fetch(address)).headers.get("location")).toBe(`${product.webOrigin}/`);
    const again = await browser.fetch(address);
    expect(again.headers.get("location")).toBe(`${product.webOrigin}/sign-in?error=sign_in_expired`);
  });

  test("says when the person gave up, and nothing of what the address says", async () => {
    const attempt = await tryMicrosoft(product, entra, "nobody");
    expect(attempt.address).toBe(`${product.webOrigin}/sign-in?error=sign_in_cancelled`);
  });

  test("odd parameters end on the sign-in page", async () => {
    for (const query of [
      "",
      "?code=x",
      "?state=x&state=y&code=z",
      `?code=${"x".repeat(9000)}&state=y`,
      "?state=%00&code=%ff",
    ]) {
      const answer = await browserFor(product).fetch(`${product.webOrigin}/api/auth/callback/oidc${query}`);
      expect(answer.status, query.slice(0, 40)).toBe(302);
      expect(answer.headers.get("location"), query.slice(0, 40)).toBe(
        `${product.webOrigin}/sign-in?error=sign_in_expired`,
      );
    }
  });
});

test("what is not configured does not exist, and passwords can be turned off", async () => {
  const system = await fetch(`${product.url}/api/v1/system`);
  expect((await system.json()) as System).toMatchObject({
    sign_in_methods: ["microsoft", "oidc", "password"],
    oidc_name: "Plain OpenID",
  });
  await using closed = await startProduct({ environment: { ...entra.entraEnvironment(), EAI_LOCAL_SIGN_IN: "false" } });
  const offered = (await (await fetch(`${closed.url}/api/v1/system`)).json()) as System;
  expect(offered).toMatchObject({ sign_in_methods: ["microsoft"], oidc_name: null, sign_up: "closed" });
  await expect(closed.signUp({ name: "X", email: "x@example.com" })).rejects.toThrow("sign_up_closed");
  await expect(closed.signIn("x@example.com")).rejects.toThrow("permission_denied");
  await expect(authorizationAddress(closed, browserFor(closed), { provider: "oidc" })).rejects.toThrow("404");
  expect((await fetch(`${closed.url}/api/auth/callback/oidc?code=x&state=y`, { redirect: "manual" })).status).toBe(404);
  const first = await signInWithMicrosoft(closed, entra, entra.directory.addPerson({ name: "First" }));
  expect(await me(first)).toMatchObject({ role: "platform_admin", sign_in_method: "microsoft" });
  const { token } = await first.call<{ token: string }>("GET", "/api/auth/token");
  const asProgram = await fetch(`${closed.url}/api/v1/me`, { headers: { authorization: `Bearer ${token}` } });
  expect(await asProgram.json()).toMatchObject({ sign_in_method: "token" });
});
