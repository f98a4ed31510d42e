import { createServer } from "node:http";
import { type ReadableSpan, TracerProvider } from "@opentelemetry/sdk-trace";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTraceReceiver, type TraceReceiver } from "../../ops/dev/trace-receiver/index.ts";
import { sendSpans } from "./send-spans.ts";

let receiver: TraceReceiver;
beforeAll(async () => {
  receiver = await startTraceReceiver();
});
afterAll(() => receiver[Symbol.asyncDispose]());

const spans: ReadableSpan[] = [];
const keep = {
  onStart() {},
  onEnd: (span: ReadableSpan) => void spans.push(span),
  forceFlush: async () => {},
  shutdown: async () => {},
};
new TracerProvider({ spanProcessors: [keep] })
  .getTracer("test")
  .startSpan("stage", { attributes: { count: 3 } })
  .end();

function send(url = `${receiver.url}/v1/traces`, timeoutMs = 5000) {
  return sendSpans({ url, headers: { "x-key": "k" }, timeoutMs }, spans, new AbortController().signal);
}

test("spans arrive as they are", async () => {
  expect(await send()).toBe("sent");
  expect(receiver.spans()).toMatchObject([{ name: "stage", attributes: { count: 3 }, failed: false }]);
  expect(receiver.requests[0]?.headers).toMatchObject({ "x-key": "k", "content-type": "application/x-protobuf" });
});

test.each([
  [{ status: 503 }, "again"],
  [{ status: 429 }, "again"],
  [{ status: 401 }, "refused"],
  [{ status: 400 }, "refused"],
  ["endless", "sent"],
] as const)("a receiver that is %j", async (mood, outcome) => {
  receiver.be(mood);
  expect(await send()).toBe(outcome);
});

test("one that never answers is given up after the limit, one that is not there at once", async () => {
  receiver.be("silent");
  expect(await send(undefined, 50)).toBe("again");
  expect(await send("http://127.0.0.1:1/v1/traces")).toBe("again");
});

test("a redirect is not followed: the keys in the headers are for one address", async () => {
  receiver.be("taking");
  receiver.forget();
  const elsewhere = createServer((_request, response) => {
    response.writeHead(307, { location: `${receiver.url}/v1/traces` }).end();
  });
  await new Promise<void>((resolve) => elsewhere.listen(0, "127.0.0.1", resolve));
  const address = elsewhere.address();
  const port = typeof address === "object" ? address?.port : undefined;
  expect(await send(`http://127.0.0.1:${port}/v1/traces`)).toBe("again");
  expect(receiver.requests).toEqual([]);
  elsewhere.closeAllConnections();
  elsewhere.close();
});
