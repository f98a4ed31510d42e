/**
 * How fast documents are embedded with one model: how many requests run at once, and how many tokens one holds. Both halve
 * when the server throttles and grow back slowly (Chiu and Jain 1989), so that a small quota gets through without
 * being asked for again and again by everybody.
 */
export interface EmbeddingPace {
  /** Waits for a place among the requests that run. @throws the reason of the signal */
  enter(signal: AbortSignal): Promise<PacedRequest>;
}

/** A place; `end` it whatever happens. */
export interface PacedRequest {
  /** What it may hold at most. */
  readonly tokens: number;
  succeeded(): void;
  /** The server asked for patience. Requests that ran side by side are one reason to slow down, not several. */
  throttled(): void;
  end(): void;
}

const mostAtOnce = 32;
/** So many successes without a throttling let one more run. */
const successesToGrow = 10;
const leastTokens = 8192;

/** @param mostTokens that the model takes in a request */
export function createEmbeddingPace(mostTokens: number): EmbeddingPace {
  let tokens = mostTokens;
  let atOnce = mostAtOnce;
  let running = 0;
  let steady = 0;
  /** Counts the times it became slower. */
  let era = 0;
  const waiting = new Set<() => void>();

  function letIn(): void {
    for (const enter of waiting) {
      if (running >= atOnce) return;
      waiting.delete(enter);
      running += 1;
      enter();
    }
  }

  function begin(): PacedRequest {
    const begun = era;
    let ended = false;
    return {
      get tokens() {
        return tokens;
      },
      succeeded() {
        tokens = Math.min(mostTokens, Math.ceil(tokens * 1.25));
        steady += 1;
        if (steady < successesToGrow) return;
        steady = 0;
        atOnce = Math.min(mostAtOnce, atOnce + 1);
      },
      throttled() {
        steady = 0;
        if (begun !== era) return;
        era += 1;
        tokens = Math.max(Math.min(leastTokens, mostTokens), Math.floor(tokens / 2));
        atOnce = Math.max(1, Math.floor(Math.min(atOnce, running) / 2));
      },
      end() {
        if (ended) return;
        ended = true;
        running -= 1;
        letIn();
      },
    };
  }

  return {
    async enter(signal) {
      signal.throwIfAborted();
      if (running < atOnce && waiting.size === 0) {
        running += 1;
        return begin();
      }
      await new Promise<void>((resolve, reject) => {
        const enter = () => {
          signal.removeEventListener("abort", leave);
          resolve();
        };
        const leave = () => {
          waiting.delete(enter);
          reject(signal.reason);
        };
        signal.addEventListener("abort", leave, { once: true });
        waiting.add(enter);
      });
      return begin();
    },
  };
}
