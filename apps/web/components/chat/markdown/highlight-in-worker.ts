import type { HighlightResult } from "streamdown";
import { createCodePlugin, type Highlight, type HighlightOptions } from "./code-plugin.ts";

/** What the worker is asked, as plain data. */
export type HighlightRequest = HighlightOptions & { id: number };

export interface HighlightAnswer {
  id: number;
  result: HighlightResult;
}

let worker: Worker | undefined;
let failed = false;
let lastId = 0;
const waiting = new Map<number, (result: HighlightResult) => void>();

/** Nothing is told where it fails. */
const highlight: Highlight = (options, tell) => {
  if (failed) return;
  try {
    worker ??= start();
  } catch {
    return giveUp();
  }
  lastId += 1;
  waiting.set(lastId, tell);
  worker.postMessage({ ...options, id: lastId } satisfies HighlightRequest);
};

function start(): Worker {
  const started = new Worker(new URL("./highlight-worker.ts", import.meta.url), { type: "module" });
  started.addEventListener("message", ({ data: { id, result } }: MessageEvent<HighlightAnswer>) => {
    waiting.get(id)?.(result);
    waiting.delete(id);
  });
  started.addEventListener("error", giveUp);
  return started;
}

function giveUp(): void {
  failed = true;
  waiting.clear();
  worker?.terminate();
}

/**
 * Colours code in a worker: to compile the grammar of a language takes a third of a second, in which nobody could scroll or
 * type. Where that fails code stays as it was written.
 */
export const codeInWorker = createCodePlugin(highlight);
