import type { Session } from "@eai/contract";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Person, type Product, startProduct } from "../product.ts";
import { samplePdf } from "../sample-files.ts";
import { requestOf, sendRaw } from "./raw-http.ts";
import { type Address, addresses, addressOf } from "./route-addresses.ts";

// What a page of another site can do with the browser of somebody who is signed in, at the API's own origin.

let product: Product;
let ada: Person;
let ids: Record<string, string>;

beforeAll(async () => {
  product = await startProduct();
  ada = await product.signUp({ name: "Ada", email: "ada@example.com" });
  const base = await ada.createKnowledgeBase({ name: "Handbook" });
  const document = await ada.ingest(base.id, "a.pdf", await samplePdf());
  ids = { id: base.id, document_id: document.id };
});
afterAll(() => product[Symbol.asyncDispose]());

const forms: [string, string][] = [
  ["application/x-www-form-urlencoded", "name=Evil&title=Evil&message=Evil"],
  ["text/plain", '{"name":"Evil","title":"Evil","message":"Evil","x":"="}'],
  [
    "multipart/form-data; boundary=x",
    '--x\r\nContent-Disposition: form-data; name="file"; filename="e.txt"\r\n\r\nE\r\n--x--',
  ],
  ["application/json", '{"name":"Evil","title":"Evil","message":"Evil"}'],
  ["", '{"name":"Evil"}'],
];

const evilPages: Record<string, string>[] = [
  { origin: "https://evil.example" },
  { origin: "null" },
  { origin: "https://evil.example", "sec-fetch-site": "same-origin" },
  { "sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors" },
  { "sec-fetch-site": "same-site" },
  { referer: "https://evil.example/" },
];

/** What somebody would find changed: everything of ada's that a route can change. */
async function stateOf(person: Person): Promise<unknown> {
  const lists = [
    "/api/v1/me",
    "/api/v1/knowledge-bases",
    "/api/v1/sessions",
    `/api/v1/knowledge-bases/${ids.id}/documents`,
  ];
  return Promise.all(lists.map((path) => person.call("GET", path)));
}

test("A24 a form of another site changes nothing with ada's cookie, on any route", async () => {
  const session = await ada.call<Session>("POST", "/api/v1/sessions", { title: "Mine" });
  const before = await stateOf(ada);
  const changes = addresses.filter(({ method }) => method !== "GET");
  expect(changes.length).toBeGreaterThan(15);
  const originOf = product.webOrigin.replace("localhost", "localhost.evil.example");
  for (const { method, path } of changes) {
    const own = path.includes("/sessions/") ? { id: session.id } : ids;
    for (const page of [...evilPages, { origin: originOf }, { origin: `${product.webOrigin}.evil.example` }]) {
      for (const [type, body] of forms) {
        const headers = { ...page, cookie: ada.cookie, ...(type ? { "content-type": type } : {}) };
        const sent = new TextEncoder().encode(body);
        const answer = await fetch(product.url + addressOf(path, own), { method, headers, body: sent });
        await answer.arrayBuffer();
        const about = `${method} ${path} ${type} ${JSON.stringify(page)}`;
        expect([400, 403, 404, 415], about).toContain(answer.status);
        expect(answer.headers.get("access-control-allow-origin"), about).toBeNull();
        expect(answer.headers.getSetCookie(), about).toEqual([]);
      }
    }
  }
  expect(await stateOf(ada)).toEqual(before);
}, 240_000);

test("A24 another origin is not told that it may read, neither before nor with an answer", async () => {
  for (const origin of ["https://evil.example", "null", `${product.webOrigin}.evil.example`, "file://", "*"]) {
    for (const { method, path } of addresses) {
      const url = product.url + addressOf(path, ids);
      const preflight = await fetch(url, {
        method: "OPTIONS",
        headers: {
          origin,
          "access-control-request-method": method,
          "access-control-request-headers": "authorization,content-type,idempotency-key",
        },
      });
      await preflight.arrayBuffer();
      expect(preflight.headers.get("access-control-allow-origin"), `${origin} ${method} ${path}`).toBeNull();
      if (method !== "GET") continue;
      const answer = await fetch(url, { headers: { origin, cookie: ada.cookie }, redirect: "manual" });
      await answer.body?.cancel();
      expect(answer.headers.get("access-control-allow-origin"), `${origin} GET ${path}`).toBeNull();
    }
  }
}, 120_000);

test("A24 no header and no parameter makes a GET another method", async () => {
  const before = await stateOf(ada);
  const url = `${product.url}/api/v1/knowledge-bases/${ids.id}`;
  for (const name of ["x-http-method-override", "x-http-method", "x-method-override"]) {
    const answer = await fetch(url, { headers: { cookie: ada.cookie, [name]: "DELETE" } });
    expect(answer.status, name).toBe(200);
  }
  const answer = await fetch(`${url}?_method=DELETE`, { headers: { cookie: ada.cookie } });
  expect(answer.status).toBe(400);
  expect(await stateOf(ada)).toEqual(before);
});

/** Public, or a page about the API: may be kept by a cache. */
const cacheable = ["/docs", "/redoc", "/api/auth/jwks"];

function expectSafeHeaders(answer: Response, { path }: Pick<Address, "path">, about: string): void {
  const { headers } = answer;
  expect(headers.get("x-content-type-options"), about).toBe("nosniff");
  expect(headers.get("referrer-policy"), about).toBe("no-referrer");
  // A provider's sign-out page shows this one in a frame, which is empty and ends what a secret id of theirs names.
  const isFramed = path === "/api/auth/front-channel-sign-out" && answer.ok;
  expect(headers.get("cross-origin-resource-policy"), about).toBe(isFramed ? "cross-origin" : "same-origin");
  expect(headers.get("x-request-id"), about).toBeTruthy();
  expect(headers.get("server"), about).toBeNull();
  expect(headers.get("x-powered-by"), about).toBeNull();
  const policy = headers.get("content-security-policy") ?? "";
  expect(policy, about).toMatch(/default-src 'none'/);
  expect(policy, about).toMatch(/frame-ancestors 'none'|frame-ancestors 'self'|sandbox/);
  const scripts = /script-src[^;]*/.exec(policy)?.[0] ?? "";
  expect(scripts, about).not.toMatch(/unsafe|https?:|\*|data:/);
  const mayBeKept = answer.ok && cacheable.some((prefix) => path.startsWith(prefix));
  if (!mayBeKept && answer.status !== 301) expect(headers.get("cache-control"), about).toContain("no-store");
  if (mayBeKept) expect(headers.getSetCookie(), about).toEqual([]);
}

test("A25 every answer of every route has the headers that protect it: success, refusal, error, file and stream", async () => {
  const session = await ada.call<Session>("POST", "/api/v1/sessions", {});
  const seen = new Set<number>();
  for (const address of addresses) {
    const { method, path } = address;
    const own = path.includes("/sessions/") ? { id: session.id } : ids;
    const tries: [string, Record<string, string>, string | undefined][] = [
      [addressOf(path), {}, undefined],
      [addressOf(path), { cookie: ada.cookie, origin: product.webOrigin }, undefined],
      // What is of ada herself is only read: the rest would be gone.
      ...(method === "GET"
        ? ([
            [addressOf(path, own), { cookie: ada.cookie }, undefined],
            [`${addressOf(path, own)}?nonsense=1`, { cookie: ada.cookie }, undefined],
          ] satisfies [string, Record<string, string>, undefined][])
        : []),
      ...(method === "POST"
        ? ([
            [
              addressOf(path),
              { cookie: ada.cookie, origin: product.webOrigin, "content-type": "application/json" },
              "{",
            ],
            [addressOf(path), { cookie: ada.cookie, origin: product.webOrigin, "content-type": "text/xml" }, "<a/>"],
          ] satisfies [string, Record<string, string>, string][])
        : []),
    ];
    for (const [url, headers, body] of tries) {
      // A sign-out that works would end the test.
      if (path === "/api/auth/sign-out" && headers.cookie) continue;
      const sent = { method, headers, redirect: "manual" as const, ...(body === undefined ? {} : { body }) };
      const answer = await fetch(product.url + url, sent);
      await answer.arrayBuffer();
      seen.add(answer.status);
      expectSafeHeaders(answer, address, `${method} ${url}: ${answer.status}`);
    }
  }
  for (const [method, url] of [
    ["GET", "/nothing"],
    ["PUT", "/api/v1/me"],
    ["GET", "/api/v1/knowledge-bases/%E0%A4%A"],
    ["GET", `/api/v1/${"x".repeat(5000)}`],
    ["GET", "/.env"],
  ] as const) {
    const answer = await fetch(product.url + url, { method });
    seen.add(answer.status);
    expectSafeHeaders(answer, { path: url }, `${method} ${url}: ${answer.status}`);
  }
  for (const status of [200, 204, 301, 400, 401, 404, 405, 415]) expect([...seen], String(status)).toContain(status);

  const text = await ada.ingest(ids.id ?? "", "b.txt", "28 days of holiday");
  // A PDF is shown by the browser's own viewer, which a sandbox would keep from starting.
  for (const [id, policy] of [
    [ids.document_id, /default-src 'none'/],
    [text.id, /sandbox/],
  ] as const) {
    const file = await ada.fetch(`/api/v1/knowledge-bases/${ids.id}/documents/${id}/content`);
    expect(file.headers.get("content-security-policy")).toMatch(policy);
    expect(file.headers.get("content-disposition")).toMatch(/^(attachment|inline)/);
    expectSafeHeaders(file, { path: "/file" }, "file");
    await file.arrayBuffer();
  }
  const stream = await ada.fetch("/api/v1/chat/stream", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ message: "How many days of holiday?" }),
  });
  expect(stream.headers.get("content-type")).toContain("text/event-stream");
  expectSafeHeaders(stream, { path: "/stream" }, "stream");
  await stream.text();
}, 120_000);

test("A25 what is not HTTP at all is answered without a word about the inside", async () => {
  for (const bytes of [
    "GET / HTTP/9.9\r\n\r\n",
    "\x16\x03\x01\x02\x00\x01\x00",
    "GET /\0 HTTP/1.1\r\nHost: a\r\n\r\n",
  ]) {
    const answer = await sendRaw(product.url, bytes);
    expect([0, 400, 505]).toContain(answer.status);
    expect(answer.head + answer.body).not.toMatch(/fastify|node|\.ts|\/home|stack/i);
  }
  const smuggled = requestOf("POST /api/v1/sessions", ["Transfer-Encoding: chunked", "Content-Type: application/json"]);
  expect((await sendRaw(product.url, `${smuggled}0\r\n\r\n`)).status).toBe(400);
});
