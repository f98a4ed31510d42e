import { describe, expect, test } from "vitest";
import { createFrameScanner, type FrameScanner } from "./frame-scanner.ts";

function frame(value: unknown): string {
  return `data: ${JSON.stringify(value)}\n\n`;
}

function chunk(delta: object | undefined, reason: string | null = null, more: object = {}): string {
  const choice = { index: 0, ...(delta && { delta }), logprobs: null, finish_reason: reason };
  return frame({ id: "c", object: "chat.completion.chunk", created: 1, model: "deployed", choices: [choice], ...more });
}

const usage = {
  prompt_tokens: 12,
  completion_tokens: 3,
  total_tokens: 15,
  prompt_tokens_details: { cached_tokens: 4 },
  completion_tokens_details: { reasoning_tokens: 1 },
};
const usageChunk = frame({ id: "c", created: 1, model: "deployed", choices: [], usage });
const plain = [
  chunk({ role: "assistant", content: "" }),
  chunk({ content: 'He said "hi" \\' }),
  chunk({ content: " – 你好\n" }),
  chunk({}, "stop"),
  usageChunk,
  "data: [DONE]\n\n",
].join("");

/** Feeds the bytes in pieces of one size. */
function feed(scanner: FrameScanner, text: string, size = Number.POSITIVE_INFINITY): string {
  const bytes = Buffer.from(text);
  const shown: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += size) {
    const piece = scanner.scan(bytes.subarray(at, Math.min(at + size, bytes.length)));
    if (piece) shown.push(Buffer.from(piece));
  }
  return Buffer.concat(shown).toString();
}

function contents(shown: string): unknown[] {
  const frames = shown.split("\n\n").filter((line) => line.startsWith("data: "));
  return frames.map((line) => JSON.parse(line.slice(6)));
}

describe("a stream that is passed on", () => {
  test.each([1, 2, 7, 64, 1000, Number.POSITIVE_INFINITY])("cut into pieces of %d bytes reads the same", (size) => {
    const scanner = createFrameScanner({ model: "gpt-4.1", wantsUsage: false });
    const shown = contents(feed(scanner, plain, size));
    expect(shown).toHaveLength(4);
    expect(shown.every((value) => (value as { model: string }).model === "gpt-4.1")).toBe(true);
    expect(scanner.seen).toMatchObject({ hasContent: true, finishReason: "stop", done: true, failure: undefined });
    expect(scanner.seen.usage).toEqual({ promptTokens: 12, cachedTokens: 4, completionTokens: 3, reasoningTokens: 1 });
    expect(scanner.text()).toBe('He said "hi" \\ – 你好\n');
  });

  test("is the very bytes when nothing has to be changed", () => {
    const scanner = createFrameScanner({ model: "deployed", wantsUsage: true });
    const bytes = Buffer.from(chunk({ content: "a" }) + chunk({ content: "b" }));
    expect(scanner.scan(bytes)?.equals(bytes)).toBe(true);
  });

  test("shows usage to who asked for it only", () => {
    const asked = createFrameScanner({ model: "deployed", wantsUsage: true });
    expect(contents(feed(asked, plain)).at(-1)).toMatchObject({ choices: [], usage });
  });

  test("reads frames with spaces, CRLF, comments, and events of several lines", () => {
    const spaced = plain
      .split("\n\n")
      .map((line) => (line.startsWith("data: {") ? `data: ${spread(JSON.parse(line.slice(6)))}` : line))
      .join("\r\n\r\n");
    const scanner = createFrameScanner({ model: "deployed", wantsUsage: false });
    const shown = feed(scanner, `: keep-alive\r\n\r\nevent: message\r\n${spaced}`, 50);
    expect(shown).toContain(": keep-alive");
    expect(scanner.seen).toMatchObject({ hasContent: true, finishReason: "stop", done: true, failure: undefined });
    expect(scanner.text()).toBe('He said "hi" \\ – 你好\n');
  });

  test("hides Azure's frames of filter results", () => {
    const scanner = createFrameScanner({ model: "deployed", wantsUsage: true });
    const first = frame({
      id: "",
      object: "",
      created: 0,
      model: "",
      prompt_filter_results: [],
      choices: [],
      usage: null,
    });
    const note = frame({ id: "", model: "", choices: [{ index: 0, finish_reason: null, content_filter_results: {} }] });
    expect(feed(scanner, first + note)).toBe("");
    expect(scanner.seen.hasContent).toBe(false);
    expect(contents(feed(scanner, chunk({ content: "a" }) + note))).toHaveLength(1);
  });

  test("takes tool calls, refusals and reasoning for content, and counts them", () => {
    const scanner = createFrameScanner({ model: "deployed", wantsUsage: false });
    feed(
      scanner,
      chunk({ tool_calls: [{ index: 0, id: "1", type: "function", function: { name: "f", arguments: "{}" } }] }),
    );
    expect(scanner.seen.hasContent).toBe(true);
    feed(scanner, chunk({ refusal: "no" }) + chunk({ reasoning_content: "hm" }));
    expect(scanner.text()).toBe("f{}nohm");
  });
});

describe("a stream that goes wrong", () => {
  test.each([
    ["no JSON", 'data: {"id": "chatcmpl-1", "choices": [{"del\n\n'],
    ["cut in the middle of a text", 'data: {"choices":[{"delta":{"content":"abc}\n\n'],
    ["something else", 'data: "hello"\n\n'],
    ["choices that are none", frame({ choices: "x" })],
    ["a delta that is none", frame({ choices: [{ delta: { content: 5 } }] })],
  ])("%s is garbled", (_, bytes) => {
    const scanner = createFrameScanner({ model: "deployed", wantsUsage: false });
    expect(feed(scanner, bytes)).toBe("");
    expect(scanner.seen.failure).toEqual({ kind: "garbled" });
  });

  test("an error event is one, and nothing behind it counts", () => {
    const scanner = createFrameScanner({ model: "deployed", wantsUsage: false });
    const shown = feed(
      scanner,
      chunk({ content: "a" }) + frame({ error: { message: "broke", code: "server_error" } }) + plain,
    );
    expect(contents(shown)).toHaveLength(1);
    expect(scanner.seen).toMatchObject({ failure: { kind: "error_event" }, finishReason: undefined, done: false });
  });

  test("a frame without an end is not kept for ever", () => {
    const scanner = createFrameScanner({ model: "deployed", wantsUsage: false });
    for (let megabyte = 0; megabyte < 6; megabyte++) scanner.scan(Buffer.alloc(1024 * 1024, "a"));
    expect(scanner.seen.failure).toEqual({ kind: "garbled" });
  });
});

/** As Python's `json.dumps` writes it. */
function spread(value: unknown): string {
  return JSON.stringify(value, null, 1).replace(/\n\s*/g, " ");
}
