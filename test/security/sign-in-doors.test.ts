import { globSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { networkInterfaces, tmpdir } from "node:os";
import { join } from "node:path";
import { openEmbeddedDatabase } from "@eai/adapters/pglite";
import type { Me } from "@eai/contract";
import { accounts, authRoutes, memberships, people, tenants, verifications } from "@eai/modules/identity";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Person, type Product, password, personWith, startProduct } from "../product.ts";
import { requestOf, sendRaw } from "./raw-http.ts";

// The doors of signing in, from outside, on one fresh installation. The tests build on each other, in this order.

let dataDirectory: string;
let product: Product;
let alice: Person;
let bob: Person;

beforeAll(async () => {
  dataDirectory = await mkdtemp(join(tmpdir(), "eai-doors-"));
  product = await startProduct({ dataDirectory, environment: { API_HOST: "0.0.0.0" } });
});
afterAll(async () => {
  await product[Symbol.asyncDispose]();
  await rm(dataDirectory, { recursive: true, force: true });
});

let address = 0;

/** A request of the web app's page; behind the proxy, from a new address each time, unless `headers` say otherwise. */
function send(method: string, path: string, body?: object, headers: Record<string, string> = {}): Promise<Response> {
  const from = `198.18.${Math.floor(++address / 250)}.${address % 250}`;
  return fetch(product.url + path, {
    method,
    redirect: "manual",
    headers: {
      origin: product.webOrigin,
      "x-forwarded-for": from,
      ...(body ? { "content-type": "application/json" } : {}),
      ...headers,
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
}

const racers = Array.from({ length: 20 }, (_, index) => `racer${index}@example.com`);

test("A13 of twenty racing first sign-ups one is the administrator", async () => {
  const answers = await Promise.all(
    racers.map((email) => send("POST", "/api/auth/sign-up/email", { name: "Racer", email, password })),
  );
  expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(200));
  const roles = await Promise.all(
    answers.map(async (answer) => {
      const cookie = answer.headers.getSetCookie()[0]?.split(";")[0] ?? "";
      return (await personWith(product.url, product.webOrigin, cookie).call<Me>("GET", "/api/v1/me")).role;
    }),
  );
  expect(roles.toSorted()).toEqual([...Array(19).fill("member"), "platform_admin"]);
  alice = await product.signUp({ name: "Alice", email: "alice@example.com" });
  bob = await product.signUp({ name: "Bob", email: "bob@example.com" });
});

/** Every address that the installed better-auth can answer, its plugins included, read from its source. */
function addressesOfBetterAuth(): string[] {
  const addresses = new Set<string>(["/siwe/nonce", "/siwe/get-nonce", "/reference", "/open-api/generate-schema"]);
  for (const file of globSync("node_modules/better-auth/dist/**/*.mjs")) {
    for (const [, path = ""] of readFileSync(file, "utf8").matchAll(/createAuthEndpoint[.\w]*\(\s*["'`](\/[^"'`]+)/g)) {
      addresses.add(path.replace(/:\w+/g, "microsoft"));
    }
  }
  // Plugins that are packages of their own: to be sure that they are not there.
  const packages = ["api-key", "sso", "scim", "passkey", "stripe", "oauth2", "mcp"];
  const verbs = ["create", "update", "delete", "get", "list", "register", "verify", "authorize", "token"];
  for (const name of packages) for (const verb of verbs) addresses.add(`/${name}/${verb}`);
  return [...addresses].toSorted();
}

test("A15 no address of better-auth does anything for a stranger, or for bob to alice", async () => {
  const { id } = await alice.call<Me>("GET", "/api/v1/me");
  const aliceSession = alice.cookie.replace(/^.*?=/, "").split(".")[0];
  const forged = {
    userId: id,
    id,
    email: "alice@example.com",
    newEmail: "bob@example.com",
    name: "Hijacked",
    role: "platform_admin",
    password: "another password of bob",
    newPassword: "another password of bob",
    currentPassword: password,
    token: aliceSession,
    sessionToken: aliceSession,
    keyId: "key_1",
    organizationId: "ten_1",
    providerId: "microsoft",
    provider: "microsoft",
    idToken: { token: "e30.e30." },
    data: { role: "platform_admin" },
    callbackURL: "/",
  };
  const inUse = new Set(authRoutes.map(({ path }): string => path));
  const addresses = addressesOfBetterAuth();
  expect(addresses.length).toBeGreaterThan(110);
  for (const path of addresses) {
    for (const method of ["GET", "POST", "PUT", "DELETE"]) {
      for (const cookie of [undefined, bob.cookie]) {
        // These two do what they say to bob alone, and are used below.
        if (cookie && ["/sign-out", "/change-password"].includes(path)) continue;
        const sent = method === "GET" ? undefined : forged;
        const answer = await send(method, `/api/auth${path}?userId=${id}`, sent, cookie ? { cookie } : {});
        const body = await answer.text();
        const about = `${method} ${path} ${cookie ? "as bob" : "as nobody"}: ${answer.status} ${body.slice(0, 200)}`;
        expect(body, about).not.toContain("alice@example.com");
        expect(body, about).not.toContain(aliceSession);
        if (!inUse.has(path)) expect(answer.status, about).toBe(404);
        else if (["/get-session", "/jwks", "/sign-out", "/token"].includes(path)) {
          expect([200, 400, 401, 403, 404, 405], about).toContain(answer.status);
        } else expect([400, 401, 403, 404, 405], about).toContain(answer.status);
      }
    }
  }
  expect(await alice.call("GET", "/api/v1/me")).toMatchObject({ id, name: "Alice", role: "member" });
  expect(await bob.call("GET", "/api/v1/me")).toMatchObject({ name: "Bob", role: "member" });
  const again = await send("POST", "/api/auth/sign-in/email", { email: "alice@example.com", password });
  expect(again.status).toBe(200);
}, 240_000);

test("A18 no sign-in route sends anybody elsewhere", async () => {
  const targets = [
    "//evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "https:evil.example",
    "https://evil.example",
    "https://app.example.evil.example",
    `${product.webOrigin}.evil.example`,
    `${product.webOrigin}@evil.example`,
    "javascript:alert(1)//evil.example",
    "data:text/html,evil.example",
    "%2f%2fevil.example",
    "%252f%252fevil.example",
    "/%09/evil.example",
    "\t//evil.example",
    "/a/..//evil.example",
  ];
  const names = ["callbackURL", "redirectTo", "redirect_uri", "errorCallbackURL", "newUserCallbackURL", "returnTo"];
  for (const target of targets) {
    const all = Object.fromEntries(names.map((name) => [name, target]));
    const query = new URLSearchParams(all).toString();
    for (const { method, path } of authRoutes) {
      const credentials = { name: "A", email: "alice@example.com", password, provider: "microsoft" };
      const tries = [
        await send(method, `/api/auth${path}?${query}`, method === "GET" ? undefined : credentials),
        ...(method === "POST" ? [await send(method, `/api/auth${path}`, { ...credentials, ...all })] : []),
      ];
      for (const answer of tries) {
        const location = answer.headers.get("location");
        const about = `${method} ${path} with ${target}: ${answer.status} ${location}`;
        if (location !== null) expect(new URL(location, product.webOrigin).origin, about).toBe(product.webOrigin);
        if (answer.ok) expect(await answer.text(), about).not.toContain("evil.example");
        else await answer.arrayBuffer();
      }
    }
  }
}, 240_000);

/** Tries a password of nobody's account; each another account, so that only the limit for addresses is left. */
async function guess(headers: Record<string, string>): Promise<number> {
  const answer = await send(
    "POST",
    "/api/auth/sign-in/email",
    { email: `nobody${++address}@example.com`, password: "wrong wrong wrong" },
    headers,
  );
  await answer.arrayBuffer();
  return answer.status;
}

const permitted = 30;

async function expectLimited(forwardedFor: (index: number) => string): Promise<void> {
  const tries = Array.from({ length: permitted + 8 }, (_, index) => guess({ "x-forwarded-for": forwardedFor(index) }));
  const statuses = await Promise.all(tries);
  expect(statuses.filter((status) => status === 401)).toHaveLength(permitted);
  expect(statuses.filter((status) => status === 429)).toHaveLength(8);
}

describe("A16 the limit of sign-ins", () => {
  test("A16 counts by what the proxy says last, whatever a client writes before it", async () => {
    await expectLimited((index) => `203.0.113.${index}, 10.0.0.${index},  198.51.100.7`);
    expect(await guess({ "x-forwarded-for": "198.51.100.7, 198.51.100.8" })).toBe(401);
  });

  test("A16 counts an IPv6 network of 64 bits as one", async () => {
    await expectLimited((index) => `2001:db8:1:2:${index}::${((index * 7919) % 65536).toString(16)}`);
    expect(await guess({ "x-forwarded-for": "2001:db8:1:3::1" })).toBe(401);
  });

  test("A16 knows an address in all its spellings", async () => {
    const six = ["2001:DB8:5:6::1", "2001:0db8:0005:0006:0000:0000:0000:0001", "2001:db8:5:6::0.0.0.1"];
    await expectLimited((index) => six[index % six.length] ?? "");
    const four = ["203.0.113.200", "::ffff:203.0.113.200", "::FFFF:cb00:71c8", "0:0:0:0:0:ffff:cb00:71c8"];
    await expectLimited((index) => four[index % four.length] ?? "");
  });

  test("A16 counts twenty wrong passwords for one account, also all at once and from many addresses", async () => {
    const email = "nobody-in-particular@example.com";
    const tries = Array.from({ length: 60 }, () =>
      send("POST", "/api/auth/sign-in/email", { email, password: "wrong wrong wrong" }).then(({ status }) => status),
    );
    const statuses = await Promise.all(tries);
    expect(statuses.filter((status) => status === 401)).toHaveLength(20);
    expect(statuses.filter((status) => status === 429)).toHaveLength(40);
  });

  const outside = Object.values(networkInterfaces())
    .flat()
    .find((entry) => entry?.family === "IPv4" && !entry.internal)?.address;

  test.skipIf(outside === undefined)("A16 takes forwarded headers from a proxy on this machine only", async () => {
    const url = product.url.replace("127.0.0.1", outside ?? "");
    const body = (index: number) => JSON.stringify({ email: `far${index}@example.com`, password: "wrong wrong" });
    const statuses = await Promise.all(
      Array.from({ length: permitted + 8 }, async (_, index) => {
        const headers = ["Content-Type: application/json", `X-Forwarded-For: 203.0.113.${index}`];
        return (await sendRaw(url, requestOf("POST /api/auth/sign-in/email", headers, body(index)))).status;
      }),
    );
    expect(statuses.filter((status) => status === 401)).toHaveLength(permitted);
    expect(statuses.filter((status) => status === 429)).toHaveLength(8);
    // Nor is the development bypass for anybody but this machine, which is on in this product.
    const bypass = (to: string) => sendRaw(to, requestOf("GET /api/v1/me", ["X-Dev-Bypass: true"]));
    expect((await bypass(url)).status).toBe(401);
    expect((await bypass(product.url)).status).toBe(200);
  });
});

test("A15 A18 and left nothing behind: the accounts are those of the sign-ups, with their roles and passwords", async () => {
  await product.stop();
  const { database, close } = await openEmbeddedDatabase(join(dataDirectory, "database"));
  try {
    const rows = await database.select({ email: people.email, verified: people.emailVerified }).from(people);
    // The one of the development bypass, which was tried above.
    const signedUp = rows.map(({ email }) => email).filter((email) => email !== "developer@localhost");
    expect(signedUp.toSorted()).toEqual([...racers, "alice@example.com", "bob@example.com"].toSorted());
    expect(rows.filter(({ verified }) => verified)).toEqual([]);
    const roles = (await database.select().from(memberships)).filter(({ roleSource }) => roleSource !== "first");
    expect(new Set(roles.map(({ role }) => role))).toEqual(new Set(["member"]));
    expect(await database.select().from(tenants)).toHaveLength(1);
    const ways = await database.select({ provider: accounts.providerId }).from(accounts);
    expect(ways).toEqual(Array(22).fill({ provider: "credential" }));
    expect(await database.select().from(verifications)).toEqual([]);
  } finally {
    await close();
  }
});
