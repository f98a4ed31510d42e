import { describe, expect, test } from "vitest";
import { capabilitiesOn, cautiousCapabilities, knownLanguageModel } from "./catalogue.ts";
import { type ApiSurface, callParameters, type ModelCapabilities } from "./deployment.ts";
import { fitBody } from "./fit-body.ts";

const rules = (
  model: string,
  surface: ApiSurface = "chat_completions",
  differences: Partial<ModelCapabilities> = {},
) => ({
  surface,
  maxOutputTokens: 1000,
  capabilities: capabilitiesOn(surface, {
    ...(knownLanguageModel(model)?.capabilities ?? cautiousCapabilities.azure),
    ...differences,
  }),
});

const everything = {
  model: "name",
  messages: [
    { role: "system", content: "Be brief." },
    { role: "user", content: "Hello" },
  ],
  max_tokens: 50,
  temperature: 0.5,
  top_p: 0.9,
  presence_penalty: 0.1,
  frequency_penalty: 0.1,
  stop: ["."],
  seed: 7,
  logprobs: true,
  top_logprobs: 2,
  logit_bias: { "1": 2 },
  stream: true,
  stream_options: { include_usage: true },
  tools: [{ type: "function", function: { name: "now" } }],
  parallel_tool_calls: true,
  prompt_cache_key: "key",
  reasoning_effort: "low",
  store: true,
};

describe("chat completions", () => {
  test("a model that takes everything is sent everything, but nothing is stored and no effort is asked of it", () => {
    const { store, reasoning_effort, ...rest } = everything;
    expect(fitBody(everything, rules("gpt-4.1"))).toEqual(rest);
  });

  test("a reasoning model is sent none of what it refuses, the limit under its name, instructions as developer", () => {
    const { max_tokens, store, messages, ...rest } = everything;
    for (const name of callParameters) if (name !== "seed") delete (rest as Record<string, unknown>)[name];
    expect(fitBody(everything, rules("gpt-5-mini"))).toEqual({
      ...rest,
      max_completion_tokens: 50,
      messages: [{ role: "developer", content: "Be brief." }, messages[1]],
    });
  });

  test.each(callParameters)("%s is sent where it is accepted and left out where it is not", (name) => {
    const others = callParameters.filter((other) => other !== name);
    expect(fitBody(everything, rules("gpt-4.1", "chat_completions", { parameters: [name] }))).toHaveProperty(name);
    expect(fitBody(everything, rules("gpt-4.1", "chat_completions", { parameters: others }))).not.toHaveProperty(name);
  });

  test.each([
    ["streaming", { streaming: false }, ["stream", "stream_options"]],
    ["stream_options", { streamUsage: false }, ["stream_options"]],
    ["prompt_cache_key", { promptCacheKey: false }, ["prompt_cache_key"]],
    ["parallel_tool_calls", { parallelToolCalls: false }, ["parallel_tool_calls"]],
  ] as const)("%s goes by the capability alone", (_, differences, gone) => {
    const fitted = fitBody(everything, rules("gpt-4.1", "chat_completions", differences));
    expect(Object.keys(everything).filter((name) => !(name in fitted))).toEqual(
      Object.keys(everything).filter((name) => [...gone, "reasoning_effort", "store"].includes(name)),
    );
  });

  test("the limit is found under either name, and never more than the model can write", () => {
    const limit = (body: Record<string, unknown>, model: string) => {
      const { max_tokens, max_completion_tokens } = fitBody({ messages: [], ...body }, rules(model));
      return [max_tokens, max_completion_tokens];
    };
    expect(limit({ max_completion_tokens: 5000 }, "gpt-4.1")).toEqual([1000, undefined]);
    expect(limit({ max_tokens: 20, max_completion_tokens: 10 }, "o3")).toEqual([undefined, 10]);
    expect(limit({ max_tokens: null }, "o3")).toEqual([undefined, undefined]);
  });

  test("an effort the model does not know is left to its default", () => {
    const effort = (model: string, reasoning_effort: string) =>
      fitBody({ messages: [], reasoning_effort }, rules(model)).reasoning_effort;
    expect(effort("gpt-5", "minimal")).toBe("minimal");
    expect(effort("gpt-5.1", "minimal")).toBeUndefined();
    expect(effort("gpt-5.1", "none")).toBe("none");
    expect(effort("gpt-4.1", "low")).toBeUndefined();
  });

  test("what nobody knows about is asked cautiously", () => {
    const fitted = fitBody(everything, rules("somebody-elses"));
    expect(callParameters.filter((name) => name in fitted)).toEqual([]);
    expect(fitted).toMatchObject({ max_completion_tokens: 50, messages: everything.messages, stream: true });
  });
});

describe("Responses", () => {
  const body = {
    model: "name",
    input: [{ role: "system", content: "Be brief." }],
    max_output_tokens: 5000,
    temperature: 0.5,
    top_p: 0.9,
    reasoning: { effort: "xhigh", summary: "auto" },
    stream: true,
  };

  test("nothing is stored, and reasoning is asked for only of a model that reasons, with an effort it knows", () => {
    expect(fitBody(body, rules("gpt-4.1", "responses"))).toEqual({
      model: "name",
      input: body.input,
      max_output_tokens: 1000,
      temperature: 0.5,
      top_p: 0.9,
      stream: true,
      store: false,
    });
    expect(fitBody(body, rules("gpt-5-codex", "responses"))).toEqual({
      model: "name",
      input: [{ role: "developer", content: "Be brief." }],
      max_output_tokens: 1000,
      reasoning: { summary: "auto" },
      stream: true,
      store: false,
    });
    expect(fitBody(body, rules("gpt-5.1-codex-max", "responses")).reasoning).toEqual(body.reasoning);
  });

  test("what is given is not changed", () => {
    const before = structuredClone(everything);
    fitBody(everything, rules("gpt-5"));
    expect(everything).toEqual(before);
  });
});
