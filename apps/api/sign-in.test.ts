import { generateKeyPairSync } from "node:crypto";
import { memberships, people, signIns, signingKeys } from "@eai/modules/identity";
import { eq, sql } from "drizzle-orm";
import type { AnyPgColumn } from "drizzle-orm/pg-core";
import type { LightMyRequestResponse } from "fastify";
import { exportJWK, generateKeyPair, importJWK, type JWK, type JWTPayload, SignJWT } from "jose";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestApi, password, type TestApi, type TestPerson } from "./testing.ts";

let api: TestApi;
let ada: TestPerson;

beforeAll(async () => {
  api = await createTestApi();
});
afterAll(() => api[Symbol.asyncDispose]());

const post = (path: string, payload: object, headers: Record<string, string> = {}) =>
  api.request({ method: "POST", url: `/api/auth${path}`, headers: { origin: api.webOrigin, ...headers }, payload });

test("of twenty racing first sign-ups one is the platform administrator", { timeout: 120_000 }, async () => {
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, index) =>
      post("/sign-up/email", { name: `Racer ${index}`, email: `racer${index}@example.com`, password }),
    ),
  );
  expect(answers.map((answer) => answer.statusCode)).toEqual(Array(20).fill(200));
  const roles = await api.platform.database.select({ role: memberships.role }).from(memberships);
  expect(roles.filter(({ role }) => role === "platform_admin")).toHaveLength(1);
  expect(roles.filter(({ role }) => role === "member")).toHaveLength(19);
  ada = await api.signUp("ada@example.com");
});

describe("an account", () => {
  test("is made, used and signed out of", async () => {
    const system = await api.request({ method: "GET", url: "/api/v1/system" });
    expect(system.json()).toMatchObject({ first_run: false, sign_up: "open", sign_in_methods: ["password"] });
    const me = await ada.request({ method: "GET", url: "/api/v1/me" });
    expect(me.json()).toMatchObject({ id: ada.id, email: "ada@example.com", role: "member" });
    const signedIn = await post("/sign-in/email", { email: "ADA@Example.com ", password });
    expect(signedIn.statusCode).toBe(200);
    expect(String(signedIn.headers["set-cookie"])).toMatch(/^eai\.session_token=.*HttpOnly; SameSite=Lax$/);
    const cookie = String(signedIn.headers["set-cookie"]).split(";")[0] ?? "";
    expect((await api.request({ method: "GET", url: "/api/v1/me", headers: { cookie } })).statusCode).toBe(200);
    expect((await post("/sign-out", {}, { cookie })).json()).toEqual({ success: true, redirect_url: null });
    expect((await api.request({ method: "GET", url: "/api/v1/me", headers: { cookie } })).statusCode).toBe(401);
    expect((await ada.request({ method: "GET", url: "/api/v1/me" })).statusCode).toBe(200);
  });

  test("stays signed in while it is used: the cookie is renewed after a day, but not for what is asked ahead", async () => {
    const dan = await api.signUp("dan@example.com");
    const backBy = (column: AnyPgColumn) => sql`${column} - interval '2 days'`;
    await api.platform.database
      .update(signIns)
      .set({ updatedAt: backBy(signIns.updatedAt), expiresAt: backBy(signIns.expiresAt) })
      .where(eq(signIns.userId, dan.id));
    const me = (headers: Record<string, string>) => dan.request({ method: "GET", url: "/api/v1/me", headers });
    const ahead = await me({ "sec-purpose": "prefetch" });
    expect([ahead.statusCode, ahead.headers["set-cookie"]]).toEqual([200, undefined]);
    expect(String((await me({})).headers["set-cookie"])).toMatch(/^eai\.session_token=.*Max-Age=\d+/);
    expect((await me({})).headers["set-cookie"]).toBeUndefined();
  });

  test("is refused in words a person can use", async () => {
    const detailOf = (answer: LightMyRequestResponse) => answer.json<{ detail: string }>().detail;
    const wrong = await post("/sign-in/email", { email: "ada@example.com", password: "wrong wrong" });
    const unknown = await post("/sign-in/email", { email: "nobody@example.com", password: "wrong wrong" });
    expect([wrong.statusCode, detailOf(wrong)]).toEqual([401, "E-mail or password is wrong."]);
    expect([unknown.statusCode, detailOf(unknown)]).toEqual([401, "E-mail or password is wrong."]);
    const twice = await post("/sign-up/email", { name: "Ada", email: "Ada@example.com", password });
    expect([twice.statusCode, twice.json<{ code: string }>().code]).toEqual([409, "conflict"]);
    const short = await post("/sign-up/email", { name: "B", email: "b@example.com", password: "short" });
    expect(short.json()).toMatchObject({ code: "validation_failed", errors: [{ field: "body.password" }] });
    const unstorable = await post("/sign-up/email", { name: "B\u0000", email: "b@example.com", password });
    expect(unstorable.json()).toMatchObject({ code: "validation_failed", errors: [{ field: "body.name" }] });
  });

  test("changes its password, which takes the current one", async () => {
    const bea = await api.signUp("bea@example.com");
    const change = (currentPassword: string) =>
      bea.request({
        method: "POST",
        url: "/api/auth/change-password",
        payload: { currentPassword, newPassword: "another long password", revokeOtherSessions: true },
      });
    expect((await change("not this one")).json()).toMatchObject({ code: "validation_failed" });
    expect((await change(password)).statusCode).toBe(200);
    expect((await post("/sign-in/email", { email: "bea@example.com", password })).statusCode).toBe(401);
  });

  test("cannot be given a role, a tenant, an id or a verified address by any sign-in route", async () => {
    const forged = { role: "platform_admin", tenantId: "ten_x", tenant_id: "ten_x", emailVerified: true, id: "usr_x" };
    for (const [field, value] of Object.entries(forged)) {
      const answer = await post("/sign-up/email", { name: "E", email: "eve@example.com", password, [field]: value });
      expect(answer.statusCode, field).toBe(400);
    }
    const eve = await api.signUp("eve@example.com");
    const [row] = await api.platform.database.select().from(memberships).where(eq(memberships.personId, eve.id));
    expect(row?.role).toBe("member");
    for (const path of ["/update-user", "/admin/set-role", "/organization/create", "/api-key/create", "/delete-user"]) {
      const answer = await eve.request({ method: "POST", url: `/api/auth${path}`, payload: { userId: ada.id } });
      expect(answer.statusCode, path).toBe(404);
    }
  });

  test("sends nobody anywhere: addresses to go to are not taken", async () => {
    const targets = ["//evil.example", "/\\evil.example", "https:evil.example", "https://evil.example", "javascript:1"];
    for (const callbackURL of [...targets, "%2f%2fevil.example", `${api.webOrigin}.evil.example`]) {
      for (const path of ["/sign-in/email", "/sign-up/email"]) {
        const answer = await post(path, { name: "x", email: "ada@example.com", password, callbackURL });
        expect(answer.statusCode, callbackURL).toBe(400);
        expect(answer.headers.location, callbackURL).toBeUndefined();
      }
      const url = `/api/auth/get-session?callbackURL=${encodeURIComponent(callbackURL)}`;
      expect((await api.request({ method: "GET", url })).headers.location).toBeUndefined();
    }
  });
});

describe("another site's page", () => {
  test("cannot change anything with this browser's cookie", async () => {
    const { cookie } = ada;
    const create = (headers: Record<string, string>) =>
      api.request({ method: "POST", url: "/api/v1/sessions", headers: { cookie, ...headers }, payload: {} });
    for (const headers of [
      { origin: "https://evil.example" },
      { origin: "null" },
      { origin: `${api.webOrigin}.evil.example` },
      { "sec-fetch-site": "cross-site" },
      {},
    ]) {
      expect((await create(headers)).statusCode, JSON.stringify(headers)).toBe(403);
    }
    expect((await create({ origin: api.webOrigin })).statusCode).toBe(201);
    const signIn = await post(
      "/sign-in/email",
      { email: "ada@example.com", password },
      { origin: "https://evil.example" },
    );
    expect(signIn.statusCode).toBe(403);
    const out = await post("/sign-out", {}, { cookie, origin: "https://evil.example" });
    expect(out.statusCode).toBe(403);
    expect((await ada.request({ method: "GET", url: "/api/v1/me" })).statusCode).toBe(200);
  });

  test("is not told that it may read", async () => {
    for (const origin of ["https://evil.example", "null"]) {
      const answer = await api.request({ method: "GET", url: "/api/v1/system", headers: { origin } });
      expect(answer.headers["access-control-allow-origin"]).toBeUndefined();
      const preflight = await api.request({
        method: "OPTIONS",
        url: "/api/v1/sessions",
        headers: { origin, "access-control-request-method": "POST" },
      });
      expect(preflight.headers["access-control-allow-origin"]).toBeUndefined();
    }
  });
});

describe("a token", () => {
  async function tokenOf(person: TestPerson): Promise<string> {
    const answer = await person.request({ method: "GET", url: "/api/auth/token" });
    return answer.json<{ token: string }>().token;
  }
  const statusFor = async (authorization: string) =>
    (await api.request({ method: "GET", url: "/api/v1/me", headers: { authorization } })).statusCode;

  test("stands for its person, for changes too, and its keys are public", async () => {
    const token = await tokenOf(ada);
    const headers = { authorization: `Bearer ${token}` };
    expect((await api.request({ method: "GET", url: "/api/v1/me", headers })).json()).toMatchObject({ id: ada.id });
    const made = await api.request({ method: "POST", url: "/api/v1/sessions", headers, payload: {} });
    expect(made.statusCode).toBe(201);
    const keys = await api.request({ method: "GET", url: "/api/auth/jwks" });
    expect(keys.json()).toMatchObject({ keys: [{ alg: "ES256", crv: "P-256", kty: "EC" }] });
    expect(keys.body).not.toContain('"d"');
    expect(JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString())).toEqual({
      sub: ada.id,
      sid: expect.stringMatching(/^sgn_/),
      iss: api.webOrigin,
      aud: api.webOrigin,
      iat: expect.any(Number),
      exp: expect.any(Number),
    });
    expect((await api.request({ method: "GET", url: "/api/auth/token" })).statusCode).toBe(401);
  });

  test("of another making is refused, whatever it is made of", async () => {
    const token = await tokenOf(ada);
    const [header = "", payload = "", signature = ""] = token.split(".");
    const claims = JSON.parse(Buffer.from(payload, "base64url").toString()) as JWTPayload;
    const kid = (JSON.parse(Buffer.from(header, "base64url").toString()) as { kid: string }).kid;
    const [key] = await api.platform.database.select().from(signingKeys);
    const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
    const flip = (text: string) => text.replace(/^./, (first) => (first === "A" ? "B" : "A"));

    const forged: Record<string, string> = {
      "alg none": `${encode({ alg: "none" })}.${payload}.`,
      "alg none with its signature": `${encode({ alg: "none", kid })}.${payload}.${signature}`,
      "no signature": `${header}.${payload}.`,
      "one bit of the signature": `${header}.${payload}.${flip(signature)}`,
      "another person": `${header}.${encode({ ...claims, sub: "usr_other" })}.${signature}`,
      "two parts": `${header}.${payload}`,
      nothing: "",
      words: "let me in",
      SQL: "' or 1=1; --",
      "very long": "A".repeat(12_000),
      bytes: `${header}.${Buffer.from([0, 255, 254]).toString("base64url")}.${signature}`,
      "not JSON": `${Buffer.from("{").toString("base64url")}.${payload}.${signature}`,
      "HS256 with the public key": await new SignJWT(claims)
        .setProtectedHeader({ alg: "HS256", kid })
        .sign(new TextEncoder().encode(key?.publicKey)),
    };
    const { privateKey } = await generateKeyPair("ES256");
    forged["a key of one's own"] = await new SignJWT(claims).setProtectedHeader({ alg: "ES256", kid }).sign(privateKey);
    forged["an unknown key id"] = await new SignJWT(claims)
      .setProtectedHeader({ alg: "ES256", kid: "made-up" })
      .sign(privateKey);
    const embedded = generateKeyPairSync("ec", { namedCurve: "P-256" });
    forged["a key brought along"] = await new SignJWT(claims)
      .setProtectedHeader({ alg: "ES256", jwk: await exportJWK(embedded.publicKey) })
      .sign(embedded.privateKey);
    for (const [about, value] of Object.entries(forged)) expect(await statusFor(`Bearer ${value}`), about).toBe(401);
    for (const other of ["Basic YTpi", token, `bearer: ${token}`, `Bearer ${token} ${token}`]) {
      expect(await statusFor(other), other.slice(0, 20)).toBe(401);
    }
    expect(await statusFor(`Bearer ${token}`)).toBe(200);
  });

  test("of our own key is refused outside its context", async () => {
    // The private key is stored encrypted, so a key of the test's own is published in its place.
    const { publicKey, privateKey } = await generateKeyPair("ES256", { extractable: true });
    const id = "key-of-the-test";
    const row = {
      id,
      publicKey: JSON.stringify(await exportJWK(publicKey)),
      privateKey: "",
      createdAt: new Date(Date.now() - 86_400_000),
    };
    await api.platform.database.insert(signingKeys).values(row);
    const signer = await importJWK((await exportJWK(privateKey)) as JWK, "ES256");
    const [signIn] = await api.platform.database.select().from(signIns).where(eq(signIns.userId, ada.id));
    const now = Math.floor(Date.now() / 1000);
    const good = {
      sub: ada.id,
      sid: signIn?.id ?? "",
      iss: api.webOrigin,
      aud: api.webOrigin,
      iat: now,
      exp: now + 60,
    };
    const sign = (claims: JWTPayload, header: object = {}) =>
      new SignJWT(claims).setProtectedHeader({ alg: "ES256", kid: id, ...header }).sign(signer);
    const without = (name: keyof typeof good) => {
      const { [name]: _, ...rest } = good;
      return rest;
    };
    // Keys are read again only some seconds after the last unknown id.
    await new Promise((resolve) => setTimeout(resolve, 5100));
    expect(await statusFor(`Bearer ${await sign(good)}`), "as it should be").toBe(200);
    const wrong: Record<string, JWTPayload> = {
      "another audience": { ...good, aud: "https://other.example" },
      "another issuer": { ...good, iss: "https://other.example" },
      expired: { ...good, iat: now - 600, exp: now - 300 },
      "not yet": { ...good, nbf: now + 300 },
      "no exp": without("exp"),
      "no issuer": without("iss"),
      "no audience": without("aud"),
      "no person": without("sub"),
      "no sign-in": without("sid"),
      "another sign-in": { ...good, sid: "sgn_other" },
      "somebody who is not there": { ...good, sub: "usr_other" },
    };
    for (const [about, claims] of Object.entries(wrong)) {
      expect(await statusFor(`Bearer ${await sign(claims)}`), about).toBe(401);
    }
    expect(await statusFor(`Bearer ${await sign(good, { typ: "at+jwt" })}`), "another type").toBe(401);
  });

  test("does not survive its person's suspension for one request", async () => {
    const dora = await api.signUp("dora@example.com");
    const token = await tokenOf(dora);
    const change = (suspendedAt: Date | null) =>
      api.platform.database.update(memberships).set({ suspendedAt }).where(eq(memberships.personId, dora.id));
    await change(new Date());
    expect(await statusFor(`Bearer ${token}`)).toBe(403);
    for (const url of ["/api/v1/me", "/api/auth/token", "/api/v1/sessions"]) {
      expect((await dora.request({ method: "GET", url })).json(), url).toMatchObject({ code: "suspended" });
    }
    await change(null);
    expect(await statusFor(`Bearer ${token}`)).toBe(200);
    await api.platform.database.delete(people).where(eq(people.id, dora.id));
    expect(await statusFor(`Bearer ${token}`)).toBe(401);
  });
});

test("headers of proxies and of Next change nothing", async () => {
  for (const name of ["x-middleware-subrequest", "x-forwarded-user", "x-remote-user", "x-dev-bypass", "x-tenant-id"]) {
    const headers = { [name]: "middleware:middleware:true", "x-tenant-id": "ten_other" };
    expect((await api.request({ method: "GET", url: "/api/v1/me", headers })).statusCode, name).toBe(401);
  }
});
