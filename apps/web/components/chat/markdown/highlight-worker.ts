import { createCodePlugin } from "@streamdown/code";
import type { HighlightResult } from "streamdown";
import type { HighlightAnswer, HighlightRequest } from "./highlight-in-worker.ts";

type Options = Parameters<ReturnType<typeof createCodePlugin>["highlight"]>[0];

const plugin = createCodePlugin();

// What cannot be coloured gets no answer, and stays as it is.
addEventListener("message", ({ data: { id, ...options } }: MessageEvent<HighlightRequest>) => {
  // A language it does not know is text.
  const known = plugin.highlight(options as Options, (result) => answer(id, result));
  // What it has coloured before it only returns.
  if (known) answer(id, known);
});

function answer(id: number, { tokens, bg, fg, rootStyle }: HighlightResult): void {
  // Without the state of the grammar, which is no plain data.
  const result = { tokens, ...(bg && { bg }), ...(fg && { fg }), ...(rootStyle && { rootStyle }) };
  postMessage({ id, result } satisfies HighlightAnswer);
}
