import type { Model } from "@eai/contract";
import { expect, it, test } from "vitest";
import { familyOf, groupedModels } from "./model-groups.ts";

function model(name: string, provider: string, is_default = false): Model {
  const capabilities = {
    streaming: true,
    tools: false,
    parallel_tool_calls: false,
    reasoning: false,
    reasoning_efforts: [],
  };
  const sizes = { context_window_tokens: 1, max_input_tokens: 1, max_output_tokens: 1 };
  return { name, label: name, provider, regions: [], is_default, capabilities, ...sizes };
}

it("groups models by provider, that of the default first", () => {
  const groups = groupedModels([model("a", "Zeta"), model("b", "Alpha"), model("c", "Mu", true), model("d", "Zeta")]);
  expect(groups.map(({ name, models }) => [name, models.map((entry) => entry.name)])).toEqual([
    ["Mu", ["c"]],
    ["Alpha", ["b"]],
    ["Zeta", ["a", "d"]],
  ]);
});

it("groups the models of one provider by family", () => {
  const groups = groupedModels([model("o3", "azure"), model("gpt-4.1", "azure", true), model("gpt-4.1-mini", "azure")]);
  expect(groups.map(({ name, models }) => [name, models.length])).toEqual([
    ["GPT", 2],
    ["o-series", 1],
  ]);
});

test.each([
  ["gpt-4.1-mini", "GPT"],
  ["o3", "o-series"],
  ["llama-3.3-70b", "Llama"],
  ["Mistral Large", "Mistral Large"],
  ["4o", "4o"],
])("%s is of the family %s", (label, family) => expect(familyOf(label)).toBe(family));
