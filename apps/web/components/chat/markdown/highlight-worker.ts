import { createCodePlugin } from "@streamdown/code";
import type { HighlightAnswer, HighlightRequest } from "./highlight-in-worker.ts";

type Options = Parameters<ReturnType<typeof createCodePlugin>["highlight"]>[0];

const plugin = createCodePlugin();

// What cannot be coloured gets no answer, and stays as it is.
addEventListener("message", ({ data: { id, ...options } }: MessageEvent<HighlightRequest>) => {
  // A language it does not know is text.
  plugin.highlight(options as Options, ({ tokens, bg, fg, rootStyle }) => {
    // Without the state of the grammar, which is no plain data.
    const result = { tokens, ...(bg && { bg }), ...(fg && { fg }), ...(rootStyle && { rootStyle }) };
    postMessage({ id, result } satisfies HighlightAnswer);
  });
});
