import { describe, expect, test } from "vitest";
import { boundPromptTokens } from "./prompt-estimate.ts";

const user = { role: "user", content: "Hello" };
const long = "word ".repeat(30_000);

describe("boundPromptTokens", () => {
  test.each<[string, object]>([
    ["a content", { messages: [{ role: "user", content: long }] }],
    ["a part", { messages: [{ role: "user", content: [{ type: "text", text: long }] }] }],
    ["the text of an image", { messages: [{ role: "user", content: [{ type: "image_url", text: long }] }] }],
    ["a refusal", { messages: [{ role: "assistant", content: [{ type: "refusal", refusal: long }] }, user] }],
    ["a file", { messages: [{ role: "user", content: [{ type: "file", file: { file_data: long } }] }] }],
    ["a name", { messages: [{ ...user, name: long }] }],
    ["a call of a tool", { messages: [{ role: "assistant", tool_calls: [{ function: { arguments: long } }] }, user] }],
    ["a call of a function", { messages: [{ role: "assistant", function_call: { arguments: long } }, user] }],
    ["a tool", { messages: [user], tools: [{ type: "function", function: { name: "f", description: long } }] }],
    ["a function", { messages: [user], functions: [{ name: "f", description: long }] }],
    ["a form of the answer", { messages: [user], response_format: { type: "json_schema", json_schema: { long } } }],
    ["values of a template", { messages: [user], chat_template_kwargs: { long } }],
    ["an input", { input: long }],
    ["inputs", { input: [long] }],
    ["token numbers", { input: Array.from({ length: 50_000 }, () => 1) }],
  ])("nothing is free: %s", (_, body) => {
    expect(boundPromptTokens({ ...body })).toBeGreaterThan(49_000);
  });

  test("the bytes of images and sounds say nothing", () => {
    const content = [
      { type: "image_url", image_url: { url: `data:image/png;base64,${long}` } },
      { type: "input_audio", input_audio: { data: long, format: "mp3" } },
    ];
    expect(boundPromptTokens({ messages: [{ role: "user", content }] })).toBeLessThan(4000);
  });
});
