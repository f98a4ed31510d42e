import { type Route, routes } from "@eai/contract";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestApi, password, type TestApi, type TestPerson } from "./testing.ts";

const lines: string[] = [];
let api: TestApi;
let ada: TestPerson;

beforeAll(async () => {
  const log = pino({ level: "debug" }, { write: (line) => void lines.push(line) });
  api = await createTestApi({ log });
  ada = await api.signUp("ada@example.com");
});
afterAll(() => api[Symbol.asyncDispose]());

describe("every answer", () => {
  test("has the headers that keep it from being misused, errors too", async () => {
    const addresses = ["/health/live", "/metrics", "/api/v1/system", "/api/v1/me", "/api/v1/nothing", "/openapi.json"];
    for (const url of addresses) {
      for (const method of ["GET", "PUT"] as const) {
        const answer = await api.request({ method, url });
        expect(answer.headers, `${method} ${url}`).toMatchObject({
          "x-content-type-options": "nosniff",
          "x-frame-options": "DENY",
          "referrer-policy": "no-referrer",
          "cache-control": "no-store",
          "x-request-id": expect.stringMatching(/^req_/),
        });
        expect(answer.headers["content-security-policy"]).toMatch(/default-src 'none'.*frame-ancestors 'none'/);
        expect(answer.headers).not.toHaveProperty("x-powered-by");
        expect(answer.headers).not.toHaveProperty("server");
      }
    }
  });

  test("to an unknown person is the same whatever they ask for", async () => {
    for (const route of Object.values<Route>(routes)) {
      if (route.access === "public") continue;
      const url = route.path.replaceAll(/\{\w+\}/g, "kb_1");
      const answer = await api.request({ method: route.method, url, ...(route.body ? { payload: "{" } : {}) });
      expect(answer.statusCode, url).toBe(401);
      expect(answer.headers["www-authenticate"], url).toBe("Bearer");
    }
  });
});

describe("the pages about the API", () => {
  test("bring everything themselves", async () => {
    const redirect = await api.request({ method: "GET", url: "/docs" });
    expect([redirect.statusCode, redirect.headers.location]).toEqual([301, "/docs/"]);
    for (const [url, type] of [
      ["/docs/", "text/html"],
      ["/docs/js/scalar.js", "application/javascript"],
      ["/redoc", "text/html"],
      ["/redoc/redoc.standalone.js", "application/javascript"],
      ["/openapi.json", "application/json"],
    ] as const) {
      const answer = await api.request({ method: "GET", url });
      expect(answer.statusCode, url).toBe(200);
      expect(answer.headers["content-type"], url).toContain(type);
      expect(answer.body.length, url).toBeGreaterThan(400);
      if (type !== "text/html") continue;
      expect(answer.headers["content-security-policy"], url).toMatch(/default-src 'none'.*connect-src 'self'/);
      expect(answer.body, url).not.toMatch(/(src|href)="(https?:)?\/\//);
    }
    expect((await api.request({ method: "GET", url: "/docs/other" })).statusCode).toBe(404);
  });
});

describe("the metrics", () => {
  test("count by route and status, and hold no id", async () => {
    await ada.request({ method: "GET", url: "/api/v1/knowledge-bases/kb_canary-in-an-address" });
    const { body, headers } = await api.request({ method: "GET", url: "/metrics" });
    expect(headers["content-type"]).toContain("text/plain");
    expect(body).toContain('eai_http_requests_total{method="GET",route="/api/v1/knowledge-bases/:id",status="404"} 1');
    for (const name of [
      "eai_streams_open",
      "eai_jobs_waiting",
      "eai_ingested_documents_total",
      "nodejs_eventloop_lag_p99",
    ]) {
      expect(body).toContain(name);
    }
    expect(body).not.toContain("canary");
  });
});

describe("the log", () => {
  test("holds ids and no content, one JSON line for each event", async () => {
    const canary = "canary-7f3a";
    const evil = `${canary}\r\nlevel=fatal\u001b[31m{"level":"fatal"}`;
    const encoded = encodeURIComponent(canary);
    const base = await ada.request({ method: "POST", url: "/api/v1/knowledge-bases", payload: { name: evil } });
    const { id } = base.json<{ id: string }>();
    await ada.request({ method: "GET", url: `/api/v1/knowledge-bases/${id}/documents?search=${encoded}` });
    await ada.request({ method: "POST", url: `/api/v1/knowledge-bases/${id}/query`, payload: { query: canary } });
    await ada.request({ method: "POST", url: "/api/v1/chat", payload: { message: canary, knowledge_base_ids: [id] } });
    await ada.request({ method: "POST", url: "/api/v1/chat", payload: { message: `${canary}\u0000` } });
    await ada.request({ method: "POST", url: "/api/v1/sessions", payload: { title: `${canary}\u0000` } });
    await ada.request({ method: "PATCH", url: `/api/v1/knowledge-bases/${id}`, payload: { scope: canary } });
    await api.request({
      method: "POST",
      url: "/api/auth/sign-in/email",
      headers: { origin: api.webOrigin, "user-agent": canary },
      payload: { email: `${canary}@example.com`, password: canary },
    });
    await api.request({ method: "GET", url: "/api/v1/me", headers: { authorization: `Bearer ${canary}` } });
    await api.request({
      method: "GET",
      url: `/${canary}?token=${canary}`,
      headers: { cookie: `eai.session_token=${canary}` },
    });
    expect(lines.length).toBeGreaterThan(20);
    for (const line of lines) {
      expect(line).not.toContain(canary);
      expect(line).not.toContain(password);
      expect(line).not.toContain("ada@example.com");
      for (const character of ["\r", "\n", "\u001b"]) expect(line.trimEnd()).not.toContain(character);
      expect(() => JSON.parse(line)).not.toThrow();
    }
    const chat = lines
      .map((line) => JSON.parse(line) as Record<string, unknown>)
      .find(({ route, status }) => route === "/api/v1/chat" && status === 200);
    expect(chat).toMatchObject({
      method: "POST",
      status: 200,
      request_id: expect.stringMatching(/^req_/),
      person_id: ada.id,
      tenant_id: expect.stringMatching(/^ten_/),
      via: "cookie",
    });
  });
});

describe("without its database", () => {
  test("the API is alive, not ready, says when to come back, and tells nothing of the inside", async () => {
    await api.loseDatabase();
    expect((await api.request({ method: "GET", url: "/health/live" })).statusCode).toBe(200);
    const ready = await api.request({ method: "GET", url: "/health/ready" });
    expect(ready.statusCode).toBe(503);
    expect(ready.json()).toMatchObject({
      status: "not_ready",
      dependencies: [{ name: "database", state: "down" }, {}, {}],
    });
    for (const url of ["/api/v1/me", "/api/v1/sessions", "/api/v1/system"]) {
      const answer = await ada.request({ method: "GET", url });
      expect(answer.statusCode, url).toBe(503);
      expect(answer.headers["retry-after"], url).toBe("3");
      expect(answer.json(), url).toMatchObject({ code: "database_unavailable" });
      expect(answer.body, url).not.toMatch(/select|closed|pool|postgres|at /i);
    }
    expect((await api.request({ method: "GET", url: "/metrics" })).statusCode).toBe(200);
  });
});
