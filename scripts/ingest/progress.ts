import { SingleBar } from "cli-progress";

export interface Progress {
  /** How many are uploaded, ready and failed now. */
  show(counts: { uploaded: number; ready: number; failed: number }): void;
  end(): void;
}

const lineEveryMilliseconds = 5_000;

/** A bar on a terminal; elsewhere a line now and then, and the last one always. */
export function startProgress(total: number, waits: boolean): Progress {
  const line = ({ uploaded, ready, failed }: Parameters<Progress["show"]>[0]) =>
    [`${uploaded} of ${total} uploaded`, waits && `${ready} ready`, failed > 0 && `${failed} failed`]
      .filter(Boolean)
      .join(", ");
  if (process.stdout.isTTY) {
    const bar = new SingleBar({ format: "[{bar}] {percentage} % | {line} | {eta_formatted} left", hideCursor: true });
    bar.start(total * (waits ? 2 : 1), 0, { line: "" });
    return {
      show: (counts) =>
        bar.update(waits ? counts.uploaded + counts.ready + counts.failed : counts.uploaded, { line: line(counts) }),
      end: () => bar.stop(),
    };
  }
  let last = "";
  let printed = "";
  let printedAt = 0;
  return {
    show(counts) {
      last = line(counts);
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
