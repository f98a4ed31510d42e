import { randomBytes, randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Me } from "@eai/contract";
import { decodeJwt, decodeProtectedHeader, exportJWK, generateKeyPair, type JWTPayload, SignJWT } from "jose";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Person, type Product, startProduct } from "../product.ts";
import { requestOf, sendRaw } from "./raw-http.ts";
import { prepareSigningKey, type SigningKey, unknownExtension } from "./signing-key.ts";

// The platform's own tokens at its own door, over HTTP. Tokens of directories are in the tests of sign-in with a provider.

const secret = randomBytes(32).toString("base64");
let dataDirectory: string;
let key: SigningKey;
let product: Product;
let ada: Person;
let token: string;
let claims: JWTPayload;

beforeAll(async () => {
  dataDirectory = await mkdtemp(join(tmpdir(), "eai-tokens-"));
  key = await prepareSigningKey(dataDirectory, secret);
  product = await startProduct({ dataDirectory, environment: { EAI_SECRET: secret, LOG_LEVEL: "info" } });
  ada = await product.signUp({ name: "Ada", email: "ada@example.com" });
  ({ token } = await ada.call<{ token: string }>("GET", "/api/auth/token"));
  claims = decodeJwt(token);
});
afterAll(async () => {
  await product[Symbol.asyncDispose]();
  await rm(dataDirectory, { recursive: true, force: true });
});

async function statusOf(bearer: string): Promise<number> {
  const answer = await fetch(`${product.url}/api/v1/me`, { headers: { authorization: `Bearer ${bearer}` } });
  await answer.arrayBuffer();
  return answer.status;
}

/** Refused, the product is well, and the log holds neither a failure nor the token. */
async function expectRefused(tokens: Readonly<Record<string, string>>): Promise<void> {
  const printed = product.output().length;
  for (const [about, bearer] of Object.entries(tokens)) expect(await statusOf(bearer), about).toBe(401);
  expect(await statusOf(token), "a good one").toBe(200);
  const log = product.output().slice(printed);
  expect(log).not.toMatch(/"level":"(error|fatal)"/);
  for (const bearer of Object.values(tokens)) {
    const lastPart = bearer.split(".").at(-1) ?? "";
    if (lastPart.length > 8) expect(log).not.toContain(lastPart);
  }
}

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");

function without(name: string): JWTPayload {
  return Object.fromEntries(Object.entries(claims).filter(([claim]) => claim !== name));
}

describe("a token of another purpose, signed with our own key", () => {
  test("A4 is taken when all its claims are right: the key of this test is the one in use", async () => {
    expect(decodeProtectedHeader(token)).toMatchObject({ alg: "ES256", kid: key.id });
    expect(await statusOf(await key.sign(claims))).toBe(200);
  });

  test("A4 is refused for another audience or issuer, as an ID token, and outside its time", async () => {
    const now = Math.floor(Date.now() / 1000);
    const wrong: Record<string, JWTPayload> = {
      "another audience": { ...claims, aud: "https://graph.microsoft.com" },
      "several audiences, none ours": { ...claims, aud: ["client-id", "https://other.example"] },
      "another issuer": { ...claims, iss: "https://login.microsoftonline.com/tid/v2.0" },
      "the issuer with a slash": { ...claims, iss: `${claims.iss}/` },
      "an ID token's claims": { ...without("sid"), nonce: "n", email: "ada@example.com", aud: "client-id" },
      expired: { ...claims, iat: now - 600, exp: now - 60 },
      "not before tomorrow": { ...claims, nbf: now + 86_400 },
      "made tomorrow": { ...claims, nbf: now + 90, iat: now + 90, exp: now + 390 },
      "without exp": without("exp"),
      "without iat": without("iat"),
      "without iss": without("iss"),
      "without aud": without("aud"),
      "without sub": without("sub"),
      "without sid": without("sid"),
      "exp as text": { ...claims, exp: String(now + 300) as unknown as number },
      "exp as a list": { ...claims, exp: [now + 300] as unknown as number },
      "another's sign-in": { ...claims, sid: "sgn_01980f5e-7c1a-7d5e-9a53-0a5b8c2f5d10" },
      "another person": { ...claims, sub: "usr_01980f5e-7c1a-7d5e-9a53-0a5b8c2f5d10" },
      "a person as a list": { ...claims, sub: [claims.sub] as unknown as string },
      "a wildcard for the sign-in": { ...claims, sid: "%" },
    };
    const signed: Record<string, string> = {};
    for (const [about, payload] of Object.entries(wrong)) signed[about] = await key.sign(payload);
    for (const typ of ["at+jwt", "logout+jwt", "id_token", "dpop+jwt"]) {
      signed[`of type ${typ}`] = await key.sign(claims, { typ });
    }
    signed["with an extension it must not ignore"] = await key.sign(claims, {
      crit: [unknownExtension],
      [unknownExtension]: true,
    });
    await expectRefused(signed);
  });

  test("A4 gives no role or tenant, whatever it claims", async () => {
    const bob = await product.signUp({ name: "Bob", email: "bob@example.com" });
    const { token: his } = await bob.call<{ token: string }>("GET", "/api/auth/token");
    const forged = await key.sign({
      ...decodeJwt(his),
      role: "platform_admin",
      roles: ["platform_admin"],
      tenant_id: "ten_other",
      tid: "ten_other",
      groups: ["grp_administrators"],
      scope: "platform.manage",
    });
    const answer = await fetch(`${product.url}/api/v1/me`, { headers: { authorization: `Bearer ${forged}` } });
    expect(await answer.json()).toMatchObject({ role: "member", groups: [], tenant: (await meOf(ada)).tenant });
  });
});

function meOf(person: Person): Promise<Me> {
  return person.call<Me>("GET", "/api/v1/me");
}

describe("a signature that is none", () => {
  test("A5 is refused: no algorithm, the public key as a secret, keys of one's own", async () => {
    const [header = "", payload = "", signature = ""] = token.split(".");
    const own = await generateKeyPair("ES256", { extractable: true });
    const ownJwk = await exportJWK(own.publicKey);
    const ownSigned = (more: object) =>
      new SignJWT(claims).setProtectedHeader({ alg: "ES256", ...more }).sign(own.privateKey);
    const hmac = (bytes: string, kid: string | undefined = key.id) =>
      new SignJWT(claims)
        .setProtectedHeader({ alg: "HS256", ...(kid ? { kid } : {}) })
        .sign(new TextEncoder().encode(bytes));
    const forged: Record<string, string> = {
      "HS256 with the published key": await hmac(key.publicKey),
      "HS256 with the published set": await hmac(await (await fetch(`${product.url}/api/auth/jwks`)).text()),
      "HS256 with an empty secret": await hmac("\0".repeat(32)),
      "a key of one's own under our id": await ownSigned({ kid: key.id }),
      "a key brought along": await ownSigned({ jwk: ownJwk }),
      "a key to be fetched": await ownSigned({ jku: "http://127.0.0.1:1/keys", kid: "x" }),
      "a certificate to be fetched": await ownSigned({ x5u: "http://127.0.0.1:1/cert", kid: "x" }),
      "a file for a key": await ownSigned({ kid: "../../../../dev/null" }),
      "SQL for a key": await ownSigned({ kid: "' union select '{}' --" }),
      "no signature": `${header}.${payload}.`,
      "two parts": `${header}.${payload}`,
      "four parts": `${token}.${signature}`,
      "another person under the old signature": `${header}.${encode({ ...claims, sub: "usr_other" })}.${signature}`,
      "zeros for r and s": `${header}.${payload}.${Buffer.alloc(64).toString("base64url")}`,
    };
    for (const alg of ["none", "None", "NONE", "nOnE", ""]) {
      forged[`alg ${alg || "empty"}`] = `${encode({ alg, kid: key.id })}.${payload}.`;
      forged[`alg ${alg || "empty"}, signed`] = `${encode({ alg, kid: key.id })}.${payload}.${signature}`;
    }
    await expectRefused(forged);
  });

  test("A5 is refused with any one bit changed", async () => {
    const forged: Record<string, string> = {};
    const parts = token.split(".");
    for (const [part, text] of parts.entries()) {
      const bytes = Buffer.from(text, "base64url");
      for (let index = 0; index < bytes.length; index += part === 2 ? 1 : 7) {
        const changed = Buffer.from(bytes);
        changed[index] = (changed[index] ?? 0) ^ (1 << (index % 8));
        const others = parts.with(part, changed.toString("base64url"));
        forged[`part ${part}, byte ${index}`] = others.join(".");
      }
    }
    expect(Object.keys(forged).length).toBeGreaterThan(80);
    await expectRefused(forged);
  });

  test("A5 is refused as SQL, as line breaks, as anything, in every header, and shows nothing of the inside", async () => {
    const evil = [
      "' or '1'='1",
      "'; drop table people; --",
      "1' union select token from sign_ins --",
      '"$(id)"',
      "%00",
    ];
    const names = ["authorization", "cookie", "user-agent", "x-request-id", "x-forwarded-for", "origin", "accept"];
    for (const value of evil) {
      for (const name of [...names, "idempotency-key", "referer", "x-dev-bypass"]) {
        const shapes = name === "authorization" ? [value, `Bearer ${value}`, `Basic ${btoa(value)}`] : [value];
        if (name === "cookie") shapes.push(`eai.session_token=${encodeURIComponent(`${value}.${btoa(value)}`)}`);
        for (const shape of shapes) {
          const answer = await fetch(`${product.url}/api/v1/me`, { headers: { [name]: shape } });
          const body = await answer.text();
          expect(answer.status, `${name}: ${shape}`).toBe(401);
          expect(body, `${name}: ${shape}`).not.toMatch(/syntax|postgres|select|sign_ins|node_modules|\.ts:/i);
        }
      }
    }
    for (const line of ["Bearer a\r\n b", "Bearer a\0b", "Bearer \x01", `Bearer ${"é".repeat(10)}`, "Bearer a\rb"]) {
      const answer = await sendRaw(product.url, requestOf("GET /api/v1/me", [`Authorization: ${line}`]));
      expect([400, 401], JSON.stringify(line)).toContain(answer.status);
    }
    const injected = await sendRaw(
      product.url,
      requestOf("GET /api/v1/me", ["Authorization: Bearer a%0d%0aSet-Cookie:%20x=1", "X-Request-Id: a%0d%0aX-Evil: 1"]),
    );
    expect(injected.status).toBe(401);
    expect(injected.head).not.toMatch(/^(x-evil|set-cookie)/im);
    expect(product.output()).not.toMatch(/"level":"(error|fatal)"/);
    expect(await statusOf(token)).toBe(200);
  });
});

test("A8 between a thousand made-up key ids good tokens are let in", { timeout: 120_000 }, async () => {
  const { privateKey } = await generateKeyPair("ES256");
  const forged = await Promise.all(
    Array.from({ length: 1000 }, () =>
      new SignJWT(claims).setProtectedHeader({ alg: "ES256", kid: randomUUID() }).sign(privateKey),
    ),
  );
  for (let sent = 0; sent < forged.length; sent += 50) {
    const [good, ...statuses] = await Promise.all([token, ...forged.slice(sent, sent + 50)].map(statusOf));
    expect(good).toBe(200);
    expect(new Set(statuses)).toEqual(new Set([401]));
  }
});
