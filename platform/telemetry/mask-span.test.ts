import { SpanStatusCode } from "@opentelemetry/api";
import { type ReadableSpan, TracerProvider } from "@opentelemetry/sdk-trace";
import { describe, expect, test } from "vitest";
import { maskSecrets } from "./mask-secrets.ts";
import { type MaskingPolicy, maskSpan } from "./mask-span.ts";

const canary = "canary-kestrel-7431";

function masked(policy: Partial<MaskingPolicy> = {}): ReadableSpan {
  let ended: ReadableSpan | undefined;
  const take = {
    onStart() {},
    onEnd(span: ReadableSpan) {
      ended = span;
    },
    forceFlush: async () => {},
    shutdown: async () => {},
  };
  const span = new TracerProvider({ spanProcessors: [take] }).getTracer("test").startSpan("stage");
  span.setAttributes({
    "gen_ai.request.model": "gpt-4.1-mini",
    "gen_ai.input.messages": `A question with ${canary} and sk-proj-abcdefghijklmnop`,
    "eai.unheard": canary,
    "error.type": `boom: ${canary}`,
    "http.route": canary.repeat(100),
  });
  span.recordException(new Error(canary));
  span.addEvent(canary, { text: canary });
  span.addLink({ context: span.spanContext(), attributes: { text: canary } });
  span.setStatus({ code: SpanStatusCode.ERROR, message: canary });
  span.end();
  if (!ended) throw new Error("no span");
  return maskSpan(ended, { content: false, emails: true, ...policy });
}

describe("what leaves of a span", () => {
  test("facts of the list, cut short; nothing else, no event and no message", () => {
    const { attributes, events, status, links } = masked();
    expect(attributes).toEqual({
      "gen_ai.request.model": "gpt-4.1-mini",
      "error.type": "unknown",
      "http.route": canary.repeat(100).slice(0, 200),
    });
    expect(events).toEqual([]);
    expect(status).toEqual({ code: SpanStatusCode.ERROR });
    expect(links).toHaveLength(1);
    expect(Object.keys(links[0] ?? {})).toEqual(["context"]);
  });

  test("content too where it may, without secrets", () => {
    const { attributes, events } = masked({ content: true });
    expect(attributes["gen_ai.input.messages"]).toBe(`A question with ${canary} and [secret]`);
    expect(attributes["eai.unheard"]).toBeUndefined();
    expect(events).toEqual([]);
  });
});

describe("secrets in a text", () => {
  const token = Buffer.from(JSON.stringify({ alg: "RS256", typ: "JWT" })).toString("base64url");
  test.each([
    ["an OpenAI key", "use sk-proj-AbCdEf0123456789AbCdEf please", "use [secret] please"],
    ["a key of this platform", "key eai_0123456789abcdefghijklmnopqrstuv", "key [secret]"],
    ["a directory's key", "key eaiscim_0123456789abcdefghijklmnopqrstuv", "key [secret]"],
    ["a JSON web token", `token ${token}.${token}.c2lnbmF0dXJl end`, "token [secret] end"],
    ["a bearer token", "Authorization: Bearer abc.def-0123456789", "Authorization: [secret]"],
    ["a key of Azure", "0123456789abcdef0123456789abcdef", "[secret]"],
    ["a key of AWS", "id AKIAIOSFODNN7EXAMPLE here", "id [secret] here"],
    ["a token of GitHub", "ghp_0123456789abcdefghij", "[secret]"],
    ["the password of an address", "postgresql://eai:hunter2@db:5432/eai", "postgresql://eai:[secret]@db:5432/eai"],
    ["what is called a password", "password = hunter22, and", "password = [secret], and"],
    ["the same in JSON", '{"api_key":"abcdefgh"}', '{"api_key":"[secret]"}'],
    ["a private key", "-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----\nthen", "[secret]\nthen"],
  ])("%s", (_name, text, expected) => {
    expect(maskSecrets(text, { emails: true })).toBe(expected);
  });

  test("e-mail addresses, where asked; an ordinary sentence stays", () => {
    expect(maskSecrets("ask ada@example.com", { emails: true })).toBe("ask [e-mail]");
    expect(maskSecrets("ask ada@example.com", { emails: false })).toBe("ask ada@example.com");
    const sentence = "Full-time staff are entitled to 25 days of paid annual leave: the token of 2024-05-01.";
    expect(maskSecrets(sentence, { emails: true })).toBe(sentence);
  });

  test("a long text takes no long time", () => {
    const long = `${"a".repeat(30_000)} ${"password ".repeat(3000)} ${"http://".repeat(3000)} ${"a@".repeat(10_000)}`;
    expect(maskSecrets(long, { emails: true }).length).toBeGreaterThan(0);
  });
});
