import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { forward } from "./forwarding.ts";

let handle: (request: IncomingMessage, response: ServerResponse) => void;
const api = createServer((request, response) => handle(request, response));

beforeAll(async () => {
  await new Promise<void>((resolve) => api.listen(0, "127.0.0.1", resolve));
  vi.stubEnv("API_URL", `http://127.0.0.1:${(api.address() as AddressInfo).port}`);
});
afterAll(() => {
  vi.unstubAllEnvs();
  api.close();
});
beforeEach(() => {
  handle = (request, response) => response.end(JSON.stringify({ url: request.url, headers: request.headers }));
});

const page = "http://localhost:3001";

test("never passes the developer's bypass on, in no spelling and with no kind of body", async () => {
  const form = new FormData();
  form.append("file", new Blob(["text"]), "a.txt");
  const bypass = { "X-DEV-BYPASS": "true", "x-middleware-subrequest": "proxy", cookie: "session=1" };
  const requests = [
    new Request(`${page}/api/v1/me?x=1`, { headers: bypass }),
    new Request(`${page}/api/v1/x`, { method: "POST", headers: bypass, body: form }),
  ];
  for (const request of requests) {
    const { headers } = (await (await forward(request)).json()) as { headers: Record<string, string> };
    expect(headers).toHaveProperty("cookie", "session=1");
    expect(Object.keys(headers)).not.toContain("x-dev-bypass");
    expect(Object.keys(headers)).not.toContain("x-middleware-subrequest");
  }
});

test("keeps path, query and every cookie apart", async () => {
  handle = (request, response) => {
    response.setHeader("set-cookie", ["a=1; HttpOnly", "b=2"]);
    response.end(request.url);
  };
  const answer = await forward(new Request(`${page}/api/v1/a%2Fb?q=%20x&y=1`));
  expect(await answer.text()).toBe("/api/v1/a%2Fb?q=%20x&y=1");
  expect(answer.headers.getSetCookie()).toEqual(["a=1; HttpOnly", "b=2"]);
});

test("nothing on the way may compress an answer, which would hold it back", async () => {
  handle = (request, response) => {
    if (request.url === "/api/kept") response.setHeader("cache-control", "private, max-age=60");
    response.end("{}");
  };
  expect((await forward(new Request(`${page}/api/kept`))).headers.get("cache-control")).toBe(
    "private, max-age=60, no-transform",
  );
  expect((await forward(new Request(`${page}/api/plain`))).headers.get("cache-control")).toBe("no-transform");
});

test("gives the first part of a stream before the last exists, and tells the API when the reader leaves", async () => {
  const closed = Promise.withResolvers<void>();
  handle = (_request, response) => {
    response.on("close", () => closed.resolve());
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.write("data: 1\n\n");
  };
  const answer = await forward(new Request(`${page}/api/v1/chat/stream`));
  const reader = answer.body?.getReader();
  expect(new TextDecoder().decode((await reader?.read())?.value)).toBe("data: 1\n\n");
  await reader?.cancel();
  await closed.promise;
});

test("passes an early refusal of an upload on", async () => {
  handle = (_request, response) => {
    response.writeHead(413, { "content-type": "application/problem+json", connection: "close" });
    response.end("{}");
  };
  const body = new ReadableStream({
    pull(controller) {
      controller.enqueue(new Uint8Array(64 * 1024));
    },
  });
  const init = { method: "POST", body, duplex: "half" };
  const answer = await forward(new Request(`${page}/api/v1/x`, init as RequestInit));
  expect(answer.status).toBe(413);
});

test("says so when the API is not there", async () => {
  handle = (_request, response) => response.destroy();
  const answer = await forward(new Request(`${page}/api/v1/me`));
  expect(answer.status).toBe(502);
  expect(await answer.json()).toMatchObject({ status: 502 });
});

test("answers without a body stay without one", async () => {
  handle = (_request, response) => response.writeHead(204).end();
  const answer = await forward(new Request(`${page}/api/v1/x`, { method: "DELETE" }));
  expect([answer.status, answer.body]).toEqual([204, null]);
});
