import { permissionsOf } from "@eai/modules/identity";
import { silentLog } from "@eai/modules/kernel";
import { createTestDatabase, type TestDatabase } from "@eai/platform/testing";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { AuthAnswer } from "./answer-auth.ts";
import { authRoutes } from "./auth-routes.ts";
import { createIdentity, type Identity } from "./create-identity.ts";
import type { SignUpPolicy } from "./enrolment.ts";
import { createFailedSignIns } from "./failed-sign-ins.ts";
import { installation, memberships, people, signIns, tenants } from "./tables.ts";

const webOrigin = "http://localhost:3001";
const secret = "a-secret-of-the-tests-that-is-long-enough";
let db: TestDatabase;
let address = 0;

beforeAll(async () => {
  db = await createTestDatabase();
  // The database keeps its audit log from being emptied.
  await db.database.execute(sql`alter table audit_events disable trigger audit_events_kept`);
});
afterAll(() => db.close());
beforeEach(async () => {
  await db.database.execute(
    sql`truncate people, memberships, tenants, installation, sign_ins, accounts, audit_events, signing_keys cascade`,
  );
});

function open(signUp: SignUpPolicy = "open", more: { devBypass?: boolean } = {}): Promise<Identity> {
  return createIdentity({
    database: db.database,
    secret,
    webOrigin,
    trustedOrigins: [],
    signUp,
    secureCookies: false,
    devBypass: more.devBypass ?? false,
    log: silentLog,
  });
}

/** Each from an address of its own, so that the limit for one address stays out of the way. */
function request(method: string, headers: Record<string, string> = {}, peer = "127.0.0.1") {
  const forwarded = `10.0.${Math.floor(++address / 250)}.${address % 250}`;
  return { method, headers: new Headers({ "x-forwarded-for": forwarded, ...headers }), peer, requestId: "req_test" };
}

function signUp(identity: Identity, email: string, extra: Record<string, unknown> = {}): Promise<AuthAnswer> {
  const body = { name: email.split("@")[0], email, password: "correct horse battery", ...extra };
  return identity.answerAuth(routeOf("/sign-up/email"), request("POST"), body);
}

function routeOf(path: string) {
  const route = authRoutes.find((entry) => entry.path === path);
  if (!route) throw new Error(path);
  return route;
}

function cookieOf(answer: AuthAnswer): string {
  return answer.setCookies.map((cookie) => cookie.split(";")[0]).join("; ");
}

async function tokenOf(identity: Identity, cookie: string): Promise<string> {
  const answer = await identity.answerAuth(routeOf("/token"), request("GET", { cookie }), undefined);
  return (answer.body as { token: string }).token;
}

describe("the first account", () => {
  test("becomes platform administrator, the next ones members", async () => {
    const identity = await open();
    expect(await identity.isFirstRun()).toBe(true);
    const first = await signUp(identity, "Ada@Example.com");
    expect(first.status).toBe(200);
    expect(await identity.isFirstRun()).toBe(false);
    await signUp(identity, "bob@example.com");
    const rows = await db.database
      .select({ email: people.email, role: memberships.role })
      .from(memberships)
      .innerJoin(people, sql`${people.id} = ${memberships.personId}`)
      .orderBy(people.email);
    expect(rows).toEqual([
      { email: "ada@example.com", role: "platform_admin" },
      { email: "bob@example.com", role: "member" },
    ]);
    expect((await db.database.select().from(people))[0]?.id).toMatch(/^usr_/);
  });

  test("is one, whatever races", { timeout: 120_000 }, async () => {
    const identity = await open();
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) => signUp(identity, `racer${index}@example.com`)),
    );
    expect(answers.map((answer) => answer.status)).toEqual(Array(20).fill(200));
    const roles = await db.database.select({ role: memberships.role }).from(memberships);
    expect(roles.filter(({ role }) => role === "platform_admin")).toHaveLength(1);
    expect(roles.filter(({ role }) => role === "member")).toHaveLength(19);
    expect(await db.database.select().from(tenants)).toHaveLength(1);
  });

  test("is the only one where sign-up is for the first, and the others leave no row", {
    timeout: 120_000,
  }, async () => {
    const identity = await open("first-only");
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) => signUp(identity, `racer${index}@example.com`)),
    );
    expect(answers.filter((answer) => answer.status === 200)).toHaveLength(1);
    const refused = answers.filter((answer) => answer.status === 403);
    expect(refused).toHaveLength(19);
    expect(refused[0]?.body).toMatchObject({ code: "sign_up_closed" });
    expect(await db.database.select().from(people)).toHaveLength(1);
    expect(await db.database.select().from(signIns)).toHaveLength(1);
    expect(await identity.isSignUpOpen()).toBe(false);
  });

  test("cannot name its own role, tenant or anything else", async () => {
    const identity = await open();
    await signUp(identity, "ada@example.com");
    await signUp(identity, "eve@example.com", {
      role: "platform_admin",
      tenantId: "ten_1",
      emailVerified: true,
      id: "usr_chosen",
    });
    const [eve] = await db.database.select().from(people).where(sql`email = 'eve@example.com'`);
    expect(eve).toMatchObject({ emailVerified: false });
    expect(eve?.id).not.toBe("usr_chosen");
    const [membership] = await db.database
      .select()
      .from(memberships)
      .where(sql`person_id = ${eve?.id ?? ""}`);
    expect(membership?.role).toBe("member");
  });

  test("is healed at the next request when its membership is missing", async () => {
    const identity = await open("first-only");
    const cookie = cookieOf(await signUp(identity, "ada@example.com"));
    await db.database.delete(memberships);
    await db.database.delete(installation);
    const found = await identity.authenticate(request("GET", { cookie }));
    expect(found?.actor.role).toBe("platform_admin");
  });
});

describe("authenticate", () => {
  test("knows the cookie, and a forged or stale one is nobody", async () => {
    const identity = await open();
    const cookie = cookieOf(await signUp(identity, "ada@example.com"));
    const found = await identity.authenticate(request("GET", { cookie }));
    expect(found).toMatchObject({ actor: { kind: "person", name: "ada", via: "cookie" } });
    expect(found?.tenantPath).toEqual([found?.tenantId]);
    expect(found?.actor.permissions).toEqual(permissionsOf("platform_admin"));

    const forged = cookie.replace(/=(.)/, (_, first: string) => `=${first === "a" ? "b" : "a"}`);
    expect(await identity.authenticate(request("GET", { cookie: forged }))).toBeNull();
    expect(await identity.authenticate(request("GET", { cookie: "eai.session_token=%E0%A4%A" }))).toBeNull();
    await db.database.execute(sql`update sign_ins set expires_at = now() - interval '1 second'`);
    expect(await identity.authenticate(request("GET", { cookie }))).toBeNull();
  });

  test("refuses a change sent with the cookie by another site's page", async () => {
    const identity = await open();
    const cookie = cookieOf(await signUp(identity, "ada@example.com"));
    const change = (headers: Record<string, string>) =>
      identity.authenticate(request("POST", { cookie, ...headers })).then(
        () => "allowed",
        (error: { code: string }) => error.code,
      );
    expect(await change({ origin: webOrigin })).toBe("allowed");
    expect(await change({ "sec-fetch-site": "same-origin" })).toBe("allowed");
    expect(await change({})).toBe("permission_denied");
    expect(await change({ origin: "null" })).toBe("permission_denied");
    expect(await change({ origin: "https://evil.example", "sec-fetch-site": "same-origin" })).toBe("permission_denied");
    expect(await change({ "sec-fetch-site": "cross-site" })).toBe("permission_denied");
  });

  test("takes the role from the database at each request", async () => {
    const identity = await open();
    const cookie = cookieOf(await signUp(identity, "ada@example.com"));
    const token = await tokenOf(identity, cookie);
    await db.database.update(memberships).set({ role: "auditor" });
    const found = await identity.authenticate(request("GET", { authorization: `Bearer ${token}` }));
    expect(found?.actor).toMatchObject({ role: "auditor", via: "token" });
  });

  test("refuses a suspended person at every door", async () => {
    const identity = await open();
    const cookie = cookieOf(await signUp(identity, "ada@example.com"));
    const token = await tokenOf(identity, cookie);
    await db.database.update(memberships).set({ suspendedAt: new Date() });
    const codeOf = (headers: Record<string, string>) =>
      identity.authenticate(request("GET", headers)).catch((error: { code: string }) => error.code);
    expect(await codeOf({ cookie })).toBe("suspended");
    expect(await codeOf({ authorization: `Bearer ${token}` })).toBe("suspended");
    const again = await identity.answerAuth(routeOf("/sign-in/email"), request("POST"), {
      email: "ada@example.com",
      password: "correct horse battery",
    });
    expect(again).toMatchObject({ status: 403, body: { code: "suspended" } });
  });

  test("ends cookie and token with the sign-in, and writes who came and went", async () => {
    const identity = await open();
    const cookie = cookieOf(await signUp(identity, "ada@example.com"));
    const token = await tokenOf(identity, cookie);
    const out = await identity.answerAuth(
      routeOf("/sign-out"),
      request("POST", { cookie, origin: webOrigin }),
      undefined,
    );
    expect(out.status).toBe(200);
    expect(await identity.authenticate(request("GET", { cookie }))).toBeNull();
    await expect(identity.authenticate(request("GET", { authorization: `Bearer ${token}` }))).rejects.toMatchObject({
      code: "unauthenticated",
    });
    const { rows } = (await db.database.execute(
      sql`select action, request_id from audit_events order by sequence`,
    )) as unknown as { rows: { action: string; request_id: string }[] };
    expect(rows.map((row) => row.action)).toEqual(["person.create", "person.sign_in", "person.sign_out"]);
    expect(new Set(rows.map((row) => row.request_id))).toEqual(new Set(["req_test"]));
  });
});

describe("the development bypass", () => {
  const bypass = { "x-dev-bypass": "true" };

  function direct(headers: Record<string, string>, peer = "127.0.0.1") {
    return { method: "POST", headers: new Headers(headers), peer, requestId: "req_test" };
  }

  test("acts as one developer, and leaves the first account to the first sign-up", async () => {
    const identity = await open("first-only", { devBypass: true });
    const answers = await Promise.all(Array.from({ length: 5 }, () => identity.authenticate(direct(bypass))));
    for (const answer of answers) expect(answer?.actor).toMatchObject({ name: "Developer", role: "platform_admin" });
    expect(await identity.isFirstRun()).toBe(true);
    expect((await signUp(identity, "ada@example.com")).status).toBe(200);
    const roles = await db.database.select({ role: memberships.role }).from(memberships);
    expect(roles).toEqual([{ role: "platform_admin" }, { role: "platform_admin" }]);
  });

  test("works on this machine only, without a proxy or a browser between, and only when it is on", async () => {
    const identity = await open("open", { devBypass: true });
    for (const peer of ["::1", "::ffff:127.0.0.1", "127.0.0.8"]) {
      expect(await identity.authenticate(direct(bypass, peer))).not.toBeNull();
    }
    for (const peer of ["10.0.0.1", "::ffff:10.0.0.1", "192.168.0.2", "2001:db8::1"]) {
      expect(await identity.authenticate(direct(bypass, peer))).toBeNull();
    }
    for (const name of ["x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "forwarded", "via", "origin"]) {
      expect(await identity.authenticate(direct({ ...bypass, [name]: "127.0.0.1" }))).toBeNull();
    }
    for (const value of ["1", "TRUE", "yes", ""]) {
      expect(await identity.authenticate(direct({ "x-dev-bypass": value }))).toBeNull();
    }
    const off = await open("open");
    expect(await off.authenticate(direct(bypass))).toBeNull();
  });
});

test("sign-in attempts from one address are limited, and a written-in address does not help", async () => {
  const identity = await open();
  const attempt = (headers: Record<string, string>, peer: string) =>
    identity.answerAuth(
      routeOf("/sign-in/email"),
      { method: "POST", headers: new Headers(headers), peer, requestId: "req_test" },
      { email: `nobody${++address}@example.com`, password: "wrong wrong wrong" },
    );
  const statuses: number[] = [];
  for (let index = 0; index < 32; index++) {
    const answer = await attempt({ "x-forwarded-for": `10.9.8.${index}` }, "203.0.113.7");
    statuses.push(answer.status);
    if (answer.status === 429) expect(answer.retryAfterSeconds).toBeGreaterThan(0);
  }
  expect(statuses.filter((status) => status === 429)).toHaveLength(2);
  expect((await attempt({ "x-forwarded-for": "10.1.1.1, 203.0.113.7" }, "127.0.0.1")).status).toBe(429);
  expect((await attempt({ "x-forwarded-for": "203.0.113.7, 10.1.1.1" }, "127.0.0.1")).status).toBe(401);
});

test("wrong passwords for one account are limited from whatever addresses they come, and only for a while", () => {
  let now = 0;
  const failed = createFailedSignIns(() => now);
  for (let index = 0; index < 20; index++) {
    expect(failed.refusal("ada@example.com")).toBeNull();
    failed.add(index % 2 ? "ada@example.com" : " Ada@Example.com");
  }
  expect(failed.refusal("ada@example.com")).toMatchObject({ error: { code: "too_many_requests" }, isFirst: true });
  expect(failed.refusal("ada@example.com")).toMatchObject({ isFirst: false });
  expect(failed.refusal("bob@example.com")).toBeNull();
  now = 5 * 60_000;
  expect(failed.refusal("ada@example.com")).toBeNull();
  failed.add("ada@example.com");
  failed.forget("ada@example.com");
  expect(failed.refusal("ada@example.com")).toBeNull();
});
