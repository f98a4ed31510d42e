import { SingleBar } from "cli-progress";

export interface Progress {
  /** How far it is now: `done` of `total` steps, and in words. */
  show(now: { done: number; total: number; words: string }): void;
  end(): void;
}

const lineEveryMilliseconds = 5_000;

/** A bar on a terminal; elsewhere a line now and then, and the last one always. */
export function startProgress(): Progress {
  if (process.stdout.isTTY) {
    const bar = new SingleBar({ format: "[{bar}] {percentage} % | {words} | {eta_formatted} left", hideCursor: true });
    bar.start(1, 0, { words: "" });
    return {
      show({ done, total, words }) {
        bar.setTotal(total);
        bar.update(done, { words });
      },
      end: () => bar.stop(),
    };
  }
  let last = "";
  let printed = "";
  let printedAt = 0;
  return {
    show({ words }) {
      last = words;
      if (last === printed || Date.now() - printedAt < lineEveryMilliseconds) return;
      printed = last;
      printedAt = Date.now();
      console.log(last);
    },
    end() {
      if (last !== printed) console.log(last);
    },
  };
}
