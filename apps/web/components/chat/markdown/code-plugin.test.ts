import { createCodePlugin as createShikiPlugin } from "@streamdown/code";
import type { HighlightResult } from "streamdown";
import { expect, test, vi } from "vitest";
import { createCodePlugin, type Highlight, type HighlightOptions } from "./code-plugin.ts";

type ShikiOptions = Parameters<ReturnType<typeof createShikiPlugin>["highlight"]>[0];

const code = 'const town = "Cologne";\n\n// The end.\nexport { town };';

/** Shiki itself, and what it was asked. */
function shiki() {
  const asked: HighlightOptions[] = [];
  const plugin = createShikiPlugin();
  const highlight: Highlight = (options, tell) => {
    asked.push(options);
    const known = plugin.highlight(options as ShikiOptions, tell as never);
    if (known) tell(known as HighlightResult);
  };
  return { asked, highlight };
}

function textOf({ tokens }: HighlightResult): string {
  return tokens.map((row) => row.map(({ content }) => content).join("")).join("\n");
}

/** Rows in which something has a colour of its own. */
function colouredRows({ tokens }: HighlightResult): number {
  return tokens.filter((row) => row.some(({ htmlStyle, color }) => htmlStyle ?? color)).length;
}

function optionsOf(text: string, isIncomplete = false, language = "typescript") {
  return { code: text, language, isIncomplete, themes: ["github-light", "github-dark"] as [string, string] };
}

test("Code is shown as it is written, has colours when they are there, and keeps them", async () => {
  const { highlight, asked } = shiki();
  const plugin = createCodePlugin(highlight);
  const tell = vi.fn<(result: HighlightResult) => void>();
  const first = plugin.highlight(optionsOf(code), tell);
  expect(first && textOf(first)).toBe(code);
  expect(first && colouredRows(first)).toBe(0);
  await vi.waitFor(() => expect(tell).toHaveBeenCalledOnce(), { timeout: 10_000 });
  const coloured = tell.mock.calls[0]?.[0];
  expect(coloured && textOf(coloured)).toBe(code);
  expect(coloured && colouredRows(coloured)).toBe(3);
  expect(plugin.highlight(optionsOf(code))).toBe(coloured);
  expect(asked).toHaveLength(1);
});

test("A block that grows gets colours for its whole lines now and then, and never shows less than there is", async () => {
  const { highlight, asked } = shiki();
  let clock = 0;
  const plugin = createCodePlugin(highlight, () => clock);
  const tell = vi.fn<(result: HighlightResult) => void>();
  for (let length = 1; length < code.length; length++) {
    clock += 100;
    const shown = plugin.highlight(optionsOf(code.slice(0, length), true), tell);
    expect(shown && textOf(shown)).toBe(code.slice(0, length));
    await vi.waitFor(() => expect(tell).toHaveBeenCalledTimes(asked.length), { timeout: 10_000 });
  }
  expect(asked.length).toBeGreaterThan(1);
  expect(asked.every(({ code: text }) => code.startsWith(`${text}\n`))).toBe(true);
  const last = plugin.highlight(optionsOf(code.slice(0, -1), true));
  expect(last && colouredRows(last)).toBe(2);
});

test("A long block that grows waits for its end, a block without a language has no colours, and what fails stays plain", () => {
  const { highlight, asked } = shiki();
  const plugin = createCodePlugin(highlight);
  const long = "const a = 1;\n".repeat(200);
  plugin.highlight(optionsOf(long, true));
  plugin.highlight(optionsOf("plain", false, ""));
  expect(asked).toEqual([]);
  const silent = createCodePlugin(() => {});
  const shown = silent.highlight(optionsOf(code));
  expect(shown && textOf(shown)).toBe(code);
});
