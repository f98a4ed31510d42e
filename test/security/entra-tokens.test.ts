import type { Me } from "@eai/contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  consumerTenantId,
  type EmulatedPerson,
  type IdentityEmulator,
  startIdentityEmulator,
  type TokenDraft,
} from "../../ops/dev/identity-emulator/index.ts";
import { type Person, type Product, startProduct } from "../product.ts";
import { signInWithMicrosoft, tryMicrosoft } from "../sign-in-with-microsoft.ts";

// Tokens of Entra at both doors they can come in by: the ID token of a sign-in, and the access token for our API.

const otherTenant = "22222222-2222-4222-8222-222222222222";
const strangeTenant = "99999999-9999-4999-8999-999999999999";
let entra: IdentityEmulator;
let product: Product;
let admin: Person;
let ada: EmulatedPerson;
let adaId: string;

beforeAll(async () => {
  entra = await startIdentityEmulator();
  product = await startProduct({
    environment: {
      ...entra.entraEnvironment(),
      ENTRA_TENANT_ID: "organizations",
      ENTRA_ALLOWED_TENANTS: `${entra.directory.homeTenantId},${otherTenant}`,
      LOG_LEVEL: "info",
    },
  });
  admin = await product.signUp({ name: "Admin", email: "admin@example.com" });
  ada = entra.directory.addPerson({ name: "Ada" });
  adaId = (await (await signInWithMicrosoft(product, entra, ada)).call<Me>("GET", "/api/v1/me")).id;
});
afterAll(async () => {
  await product[Symbol.asyncDispose]();
  await entra.close();
});

type Forgery = (draft: TokenDraft) => TokenDraft;
const claim =
  (change: Record<string, unknown>): Forgery =>
  (draft) => {
    const claims = Object.entries({ ...draft.claims, ...change }).filter(([, value]) => value !== undefined);
    return { ...draft, claims: Object.fromEntries(claims) };
  };
const header =
  (change: Partial<TokenDraft["header"]>): Forgery =>
  (draft) => ({ ...draft, header: { ...draft.header, ...change } });
const now = () => Math.floor(Date.now() / 1000);

/** Wrong at either door. */
function forgeries(): Record<string, Forgery> {
  const { stranger, consumer } = entra.keys;
  return {
    "another audience": claim({ aud: "00000003-0000-0000-c000-000000000000" }),
    "our audience among others": claim({ aud: [entra.clientId, "00000003-0000-0000-c000-000000000000"] }),
    "no audience": claim({ aud: undefined }),
    "another issuer": claim({ iss: `https://evil.example/${ada.tenantId}/v2.0` }),
    "the issuer of another tenant": claim({ iss: `${entra.url}/${otherTenant}/v2.0` }),
    "the tenant of another issuer": claim({ tid: otherTenant }),
    "the issuer with its placeholder": claim({ iss: `${entra.url}/{tenantid}/v2.0`, tid: "{tenantid}" }),
    "a tenant that is no id": claim({ iss: `${entra.url}/contoso.example/v2.0`, tid: "contoso.example" }),
    "a tenant that climbs": claim({ iss: `${entra.url}/../${ada.tenantId}/v2.0`, tid: `../${ada.tenantId}` }),
    "no tenant": claim({ tid: undefined }),
    "no object id": claim({ oid: undefined }),
    "an object id that is none": claim({ oid: "alice@contoso.example" }),
    "version 1.0": claim({ ver: "1.0", iss: `https://sts.windows.net/${ada.tenantId}/` }),
    "version 1.0 only": claim({ ver: "1.0" }),
    expired: claim({ exp: now() - 120 }),
    "no end": claim({ exp: undefined }),
    "not yet": claim({ nbf: now() + 300 }),
    "no time of issue": claim({ iat: undefined }),
    "groups that are no list": claim({ groups: { all: true } }),
    "alg none": header({ alg: "none" }),
    "HS256 with the public key": header({ alg: "HS256" }),
    "no key id": header({ kid: undefined as unknown as string }),
    "an unknown key id": header({ kid: "made-up" }),
    "SQL for a key id": header({ kid: "' or 1=1; --" }),
    "a key that is not published, under one that is": (draft) => ({ ...draft, key: stranger }),
    "the key of personal accounts": (draft) => ({
      ...draft,
      header: { ...draft.header, kid: consumer.kid },
      key: consumer,
    }),
    "personal accounts altogether": (draft) => ({
      header: { ...draft.header, kid: consumer.kid },
      claims: { ...draft.claims, tid: consumerTenantId, iss: `${entra.url}/${consumerTenantId}/v2.0` },
      key: consumer,
    }),
    "a tenant that is not on the list": claim({ tid: strangeTenant, iss: `${entra.url}/${strangeTenant}/v2.0` }),
  };
}

async function statusOf(token: string): Promise<number> {
  const answer = await fetch(`${product.url}/api/v1/me`, { headers: { authorization: `Bearer ${token}` } });
  await answer.arrayBuffer();
  return answer.status;
}

function expectQuietLog(from: number): void {
  const log = product.output().slice(from);
  expect(log).not.toMatch(/"level":"(error|fatal)"/);
  expect(log.toLowerCase()).not.toMatch(/select |insert |syntax error/);
}

describe("A4 and A5 at a sign-in: an ID token with", () => {
  test("anything wrong opens nothing", async () => {
    const printed = product.output().length;
    const wrong = {
      ...forgeries(),
      "the nonce of another sign-in": claim({ nonce: "another" }),
      "no nonce": claim({ nonce: undefined }),
    };
    for (const [about, forge] of Object.entries(wrong)) {
      entra.forge = forge;
      const { error, browser } = await tryMicrosoft(product, entra, ada);
      const code = /not on the list|altogether/.test(about) ? "tenant_not_allowed" : "token_invalid";
      expect(error, about).toBe(code);
      expect(browser.cookiesFor(product.webOrigin), about).not.toContain("session_token");
    }
    entra.forge = undefined;
    const again = await signInWithMicrosoft(product, entra, ada);
    expect(await again.call<Me>("GET", "/api/v1/me")).toMatchObject({ id: adaId });
    expectQuietLog(printed);
  });

  test("a clock that is a minute off is let in", async () => {
    entra.forge = claim({ nbf: now() + 40, iat: now() + 40 });
    expect((await tryMicrosoft(product, entra, ada)).error).toBeNull();
    entra.forge = claim({ exp: now() - 30 });
    expect((await tryMicrosoft(product, entra, ada)).error).toBeNull();
    entra.forge = undefined;
  });
});

describe("A4 and A5 at the API: an access token", () => {
  test("for it stands for the person who signed in with that account", async () => {
    const answer = await fetch(`${product.url}/api/v1/me`, {
      headers: { authorization: `Bearer ${await entra.accessToken(ada)}` },
    });
    expect(await answer.json()).toMatchObject({ id: adaId, sign_in_method: "microsoft" });
  });

  test("of anything else, or changed in any way, is refused", async () => {
    const printed = product.output().length;
    const wrong: Record<string, Forgery> = {
      ...forgeries(),
      "another scope": claim({ scp: "User.Read Mail.Read" }),
      "a scope that only begins alike": claim({ scp: "access_as_user.all" }),
      "no scope, as an ID token": claim({ scp: undefined }),
      "no person, as an application's": claim({ scp: undefined, roles: ["access_as_user"], idtyp: "app" }),
      "an application's with a scope": claim({ idtyp: "app" }),
      "somebody who never signed in": claim({ oid: "33333333-3333-4333-8333-333333333333" }),
      "the same object id in another tenant": claim({ tid: otherTenant, iss: `${entra.url}/${otherTenant}/v2.0` }),
    };
    for (const [about, forge] of Object.entries(wrong)) {
      expect(await statusOf(await entra.accessToken(ada, forge)), about).toBe(401);
    }
    const good = await entra.accessToken(ada);
    const [head = "", claims = "", signature = ""] = good.split(".");
    const broken = {
      "without signature": `${head}.${claims}.`,
      "with one bit changed": `${head}.${claims}.${signature.replace(/^./, (first) => (first === "A" ? "B" : "A"))}`,
      "with two parts": `${head}.${claims}`,
      "with claims that are not JSON": `${head}.${Buffer.from("{").toString("base64url")}.${signature}`,
      "with a key brought along": await entra.accessToken(ada, (draft) => ({
        ...draft,
        header: Object.assign({}, draft.header, { jwk: entra.keys.stranger.publicJwk }),
        key: entra.keys.stranger,
      })),
    };
    for (const [about, token] of Object.entries(broken)) expect(await statusOf(token), about).toBe(401);
    expect(await statusOf(good)).toBe(200);
    expectQuietLog(printed);
  });

  test("counts for nothing while its person is suspended", async () => {
    const dave = entra.directory.addPerson({ name: "Dave" });
    const person = await signInWithMicrosoft(product, entra, dave);
    const { id } = await person.call<Me>("GET", "/api/v1/me");
    const token = await entra.accessToken(dave);
    expect(await statusOf(token)).toBe(200);
    const suspended = await admin.fetch(`/api/v1/people/${id}`, {
      method: "PATCH",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ suspended: true }),
    });
    expect(suspended.status, await suspended.text()).toBe(200);
    expect(await statusOf(token)).toBe(403);
    // Their sign-ins ended with it.
    expect((await person.fetch("/api/v1/me")).status).toBe(401);
    expect((await tryMicrosoft(product, entra, dave)).error).toBe("suspended");
  });
});

test("A8 a thousand tokens with made-up key ids make the keys be fetched at most once, and good ones go on", async () => {
  const good = await entra.accessToken(ada);
  expect(await statusOf(good)).toBe(200);
  const before = entra.keys.fetches;
  const flood = (async () => {
    for (let sent = 0; sent < 1000; sent += 20) {
      const tokens = await Promise.all(
        Array.from({ length: 20 }, (_, index) => entra.accessToken(ada, header({ kid: `made-up-${sent + index}` }))),
      );
      expect(await Promise.all(tokens.map(statusOf))).toEqual(Array(20).fill(401));
    }
  })();
  for (let index = 0; index < 20; index++) expect(await statusOf(good)).toBe(200);
  await flood;
  expect(entra.keys.fetches - before).toBeLessThanOrEqual(1);
});
