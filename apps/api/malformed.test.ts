import { type Problem, problemSchema, type Route, type RouteName, routes } from "@eai/contract";
import { authRoutes } from "@eai/modules/identity";
import type { InjectOptions, LightMyRequestResponse } from "fastify";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { authBodies } from "./auth-schemas.ts";
import { createTestApi, type TestApi, type TestPerson } from "./testing.ts";

let api: TestApi;
let ada: TestPerson;

beforeAll(async () => {
  api = await createTestApi();
  ada = await api.signUp("ada@example.com");
});
afterAll(() => api[Symbol.asyncDispose]());

/** A refusal in the one form all refusals have. */
function expectProblem(answer: LightMyRequestResponse, about: string): Problem {
  expect(answer.statusCode, `${about}: ${answer.body.slice(0, 300)}`).toBeGreaterThanOrEqual(400);
  expect(answer.statusCode, `${about}: ${answer.body.slice(0, 300)}`).toBeLessThan(500);
  expect(answer.headers["content-type"], about).toBe("application/problem+json");
  const problem = problemSchema.strict().parse(answer.json());
  expect(problem.request_id, about).toBe(answer.headers["x-request-id"]);
  expect(problem.status, about).toBe(answer.statusCode);
  expect(answer.headers["x-content-type-options"], about).toBe("nosniff");
  return problem;
}

const someId = "01980f5e-7c1a-7d5e-9a53-0a5b8c2f5d10";

function addressOf(path: string, instead: Record<string, string> = {}): string {
  const prefix = path.includes("sessions") ? "ses" : "kb";
  return path.replace(/\{(\w+)\}/g, (_, name: string) => {
    return instead[name] ?? `${name === "id" ? prefix : name.slice(0, 3)}_${someId}`;
  });
}

const json = { "content-type": "application/json" };
const bodies: [string, InjectOptions["payload"] | undefined, Record<string, string>][] = [
  ["no body", undefined, {}],
  ["an empty body", "", json],
  ["null", "null", json],
  ["a list", "[]", json],
  ["a text", '"text"', json],
  ["a number", "42", json],
  ["a number for every field", JSON.stringify({ name: 1, query: 2, message: 3, title: 4, email: 5 }), json],
  ["a list for every field", JSON.stringify({ name: [], query: [], message: [], title: [], email: [] }), json],
  ["an object for every field", JSON.stringify({ name: {}, query: {}, message: {}, title: {}, email: {} }), json],
  ["half of an object", '{"name":', json],
  ["bytes that are not UTF-8", Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]), json],
  ["half a letter", '{"name":"x\\ud800","query":"\\udc00","message":"\\ud83d","title":"\\ud83d\\ud83d"}', json],
  ["half a letter for a name", '{"name":"x","query":"x","message":"x","\\ud800":1}', json],
  ["plain text", '{"name":"x","query":"x","message":"x"}', { "content-type": "text/plain" }],
  ["a form", "name=x&message=x", { "content-type": "application/x-www-form-urlencoded" }],
  ["no known type", '{"name":"x"}', { "content-type": "application/x-made-up" }],
  ["a NUL in every field", '{"name":"\\u0000","query":"\\u0000","message":"\\u0000","title":"\\u0000"}', json],
  ["a prototype", '{"name":"x","query":"x","message":"x","__proto__":{"admin":true}}', json],
  ["a constructor", '{"name":"x","query":"x","message":"x","constructor":{"prototype":{"admin":true}}}', json],
  ["an unknown field", '{"name":"x","query":"x","message":"x","title":"x","tenant_id":"ten_1"}', json],
  ["100,000 levels", "[".repeat(100_000) + "]".repeat(100_000), json],
  ["100,000 levels below a field", `{"name":${"[".repeat(100_000)}${"]".repeat(100_000)}}`, json],
  ["100,000 keys", JSON.stringify(Object.fromEntries(Array.from({ length: 80_000 }, (_, i) => [`k${i}`, 1]))), json],
  ["two megabytes", JSON.stringify({ name: "x".repeat(2_000_000), message: "x", query: "x" }), json],
];

describe("A74 what a body can be but should not", () => {
  const withBody = (Object.entries(routes) as [RouteName, Route][]).filter(
    ([, route]) => route.body !== undefined || route.bodyKind === "multipart",
  );
  test.each(withBody)("%s", async (_name, route) => {
    for (const [about, payload, headers] of bodies) {
      const answer = await ada.request({
        method: route.method,
        url: addressOf(route.path),
        headers,
        ...(payload === undefined ? {} : { payload }),
      });
      expectProblem(answer, about);
    }
  });

  test.each(authRoutes.filter(({ path }) => path in authBodies))("$path", async ({ method, path }) => {
    for (const [about, payload, headers] of bodies) {
      const wanted: InjectOptions = {
        method,
        url: `/api/auth${path}`,
        headers: { origin: api.webOrigin, ...headers },
      };
      if (payload !== undefined) wanted.payload = payload;
      expectProblem(await ada.request(wanted), about);
    }
  });
});

const wrongIds: Record<string, string> = {
  NUL: "%00",
  "half an escape": "%E0%A4%A",
  "bytes that are not UTF-8": "%ff%fe",
  "a way out": "..%2f..%2fetc%2fpasswd",
  SQL: "'%20or%201=1%20--",
  nothing: "%20",
  "the placeholder": "%7Bid%7D",
  "a prototype": "__proto__",
  "another kind's": `doc_${someId}`,
  "line breaks": "kb_1%0d%0aset-cookie:%20a=b",
  "90 letters": "x".repeat(90),
  "5,000 letters": "x".repeat(5000),
  "letters beyond the first plane": "%F0%9F%92%A9",
};

describe("A74 what an address can be but should not", () => {
  const all = Object.entries(routes) as [RouteName, Route][];

  test.each(all.filter(([, route]) => route.path.includes("{")))("the ids of %s", async (_name, route) => {
    for (const [, parameter = ""] of route.path.matchAll(/\{(\w+)\}/g)) {
      for (const [about, value] of Object.entries(wrongIds)) {
        const url = addressOf(route.path, { [parameter]: value });
        const wanted = { method: route.method, url, ...(route.body ? { payload: {} } : {}) };
        expectProblem(await ada.request(wanted), `${parameter} is ${about}`);
      }
    }
  });

  test.each(all.filter(([, route]) => route.path.startsWith("/api/")))("the parameters of %s", async (_name, route) => {
    const names = ["nonsense", "__proto__", "constructor", ...Object.keys(route.query?.shape ?? {})];
    for (const name of names) {
      for (const value of [
        "%00",
        "\u{1f4a9}",
        "a&".concat(name, "=b"),
        "x".repeat(3000),
        "-1",
        "1e999",
        "[object Object]",
      ]) {
        const url = `${addressOf(route.path)}?${name}=${value.replaceAll(" ", "%20")}`;
        const answer = await ada.request({ method: route.method, url: encodeURI(url).replaceAll("%25", "%") });
        expect(answer.statusCode, `${name}=${value.slice(0, 20)}: ${answer.body.slice(0, 300)}`).toBeLessThan(500);
        if (!Object.hasOwn(route.query?.shape ?? {}, name)) expectProblem(answer, `${name}=${value.slice(0, 20)}`);
      }
    }
  });
});

describe("A74 what else can be wrong", () => {
  test("a method that a route does not have is 405 and says which it has", async () => {
    const paths = new Map<string, string[]>();
    for (const route of Object.values<Route>(routes)) {
      paths.set(route.path, [...(paths.get(route.path) ?? []), route.method]);
    }
    for (const [path, methods] of paths) {
      const other = (["PUT", "PATCH", "POST"] as const).find((method) => !methods.includes(method)) ?? "PUT";
      const answer = await ada.request({ method: other, url: addressOf(path) });
      const problem = expectProblem(answer, path);
      expect(problem.code, path).toBe("method_not_allowed");
      for (const method of methods) expect(answer.headers.allow, path).toContain(method);
    }
  });

  test("an address that is none is 404, also below what exists", async () => {
    const addresses = [
      "/",
      "/api",
      "/api/v1",
      "/api/v1/nothing",
      "/api/v1/me/more",
      "/api/auth/admin/list-users",
      "/.env",
    ];
    for (const url of addresses) {
      const problem = expectProblem(await ada.request({ method: "GET", url }), url);
      expect(problem, url).toMatchObject({ code: "not_found", status: 404 });
    }
  });

  test("parts of the address that are not what they should be", async () => {
    const wrong: [string, number][] = [
      ["/api/v1/knowledge-bases?limit=0", 400],
      ["/api/v1/knowledge-bases?limit=abc", 400],
      ["/api/v1/knowledge-bases?limit=1e6", 400],
      ["/api/v1/knowledge-bases?limit=1&limit=2", 400],
      ["/api/v1/knowledge-bases?cursor=!!!", 400],
      ["/api/v1/knowledge-bases?cursor=W10", 400],
      ["/api/v1/knowledge-bases?limti=5", 400],
      ["/api/v1/sessions?cursor=W3t9LHt9LHt9XQ", 400],
      [`/api/v1/knowledge-bases/${"x".repeat(90)}`, 400],
      [`/api/v1/knowledge-bases/${"x".repeat(5000)}`, 400],
      ["/api/v1/knowledge-bases/%E0%A4%A", 400],
      ["/api/v1/knowledge-bases/%00", 400],
      ["/api/v1/knowledge-bases/..%2f..%2fetc%2fpasswd", 404],
      ["/api/v1/knowledge-bases/';%20drop%20table%20people;%20--", 404],
      [`/api/v1/knowledge-bases/kb_${someId}/documents?state=nothing`, 400],
    ];
    for (const [url, status] of wrong) {
      const problem = expectProblem(await ada.request({ method: "GET", url }), url);
      expect(problem.status, url).toBe(status);
    }
  });

  test("a cursor of numbers and times beyond what the database holds is no failure", async () => {
    const session = await ada.request({ method: "POST", url: "/api/v1/sessions", payload: {} });
    const { id } = session.json<{ id: string }>();
    const numbers = [2 ** 31, -(2 ** 40), Number.MAX_SAFE_INTEGER, 1e300, 8.64e15, -8.64e15, -62_200_000_000_000, 1.5];
    for (const number of numbers) {
      for (const [url, parts] of [
        ["/api/v1/sessions", [true, number, "ses_x"]],
        [`/api/v1/sessions/${id}/messages`, [number]],
      ] as const) {
        const cursor = Buffer.from(JSON.stringify(parts)).toString("base64url");
        const answer = await ada.request({ method: "GET", url: `${url}?cursor=${cursor}` });
        expect(answer.statusCode, `${url} ${number}: ${answer.body}`).toBeLessThan(500);
      }
    }
  });

  test("times outside of the calendar, and cursors of such times, are refused and no failure", async () => {
    const cursorOf = (time: string) => Buffer.from(JSON.stringify([time, "use_x"])).toString("base64url");
    const urls = [
      "/api/v1/usage?from=0000-01-01T00:00:00Z",
      "/api/v1/usage/summary?from=0000-01-01T00:00:00Z",
      "/api/v1/usage/export?to=0000-01-01T00:00:00Z",
      "/api/v1/audit?to=0000-01-01T00:00:00Z",
      ...["+200000-01-01T00:00:00Z", "-000001-01-01T00:00:00Z", "0000-01-01T00:00:00Z", "1", ""].map(
        (time) => `/api/v1/usage?cursor=${cursorOf(time)}`,
      ),
    ];
    for (const url of urls) {
      const answer = await ada.request({ method: "GET", url });
      expect([answer.statusCode, answer.json<Problem>().code], url).toEqual([400, "validation_failed"]);
    }
  });

  test("a body that is too large does not close the connection, which would lose the answer on its way", async () => {
    const payload = JSON.stringify({ title: "x".repeat(2_000_000) });
    const answer = await ada.request({ method: "POST", url: "/api/v1/sessions", headers: json, payload });
    expect(expectProblem(answer, "two megabytes").code).toBe("payload_too_large");
    expect(answer.headers.connection).not.toBe("close");
  });

  test("an Idempotency-Key that is none is refused, a good one gives the first answer again", async () => {
    const create = (key: string, name = "Once") =>
      ada.request({
        method: "POST",
        url: "/api/v1/knowledge-bases",
        headers: { "idempotency-key": key },
        payload: { name },
      });
    for (const key of ["", " ", "x".repeat(201), "ü", "a b"]) {
      expect(expectProblem(await create(key), `key ${key.slice(0, 10)}`).code).toBe("bad_request");
    }
    const [first, second, ...more] = await Promise.all(Array.from({ length: 5 }, () => create("one-key")));
    const ids = [first, second, ...more].map((answer) => answer?.json<{ id: string }>().id);
    expect(new Set(ids).size).toBe(1);
    expect(expectProblem(await create("one-key", "Other"), "reused").code).toBe("idempotency_key_reused");
  });

  test("field errors name the field", async () => {
    const answer = await ada.request({
      method: "POST",
      url: "/api/v1/knowledge-bases",
      payload: { name: " ", scope: "x" },
    });
    const problem = expectProblem(answer, "fields");
    expect(problem.code).toBe("validation_failed");
    expect(problem.errors?.map((error) => error.field)).toEqual(["body.name", "body.scope"]);
  });

  test("a request id is taken when it is a sane one, and made otherwise", async () => {
    const idFor = async (given: string) =>
      (await api.request({ method: "GET", url: "/health/live", headers: { "x-request-id": given } })).headers[
        "x-request-id"
      ];
    expect(await idFor("my-trace-1234")).toBe("my-trace-1234");
    for (const given of ["x", "a".repeat(65), "with space", '"quoted"', "<script>", "tab\there"]) {
      expect(await idFor(given)).toMatch(/^req_/);
    }
  });
});
