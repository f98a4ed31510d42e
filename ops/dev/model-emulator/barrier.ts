/** Holds requests at a point until they are let go. */
export interface Barrier {
  /** Resolves when released, or when the client is gone. */
  wait(signal: AbortSignal): Promise<void>;
  /** How many requests stand here now. */
  readonly held: number;
  /** Resolves once so many requests stand here. */
  reached(count?: number): Promise<void>;
  release(): void;
}

export function createBarrier(): Barrier {
  let waiting: (() => void)[] = [];
  let watchers: { count: number; resolve: () => void }[] = [];

  function notify() {
    for (const watcher of watchers) if (waiting.length >= watcher.count) watcher.resolve();
    watchers = watchers.filter((watcher) => waiting.length < watcher.count);
  }

  return {
    wait(signal) {
      if (signal.aborted) return Promise.resolve();
      return new Promise((resolve) => {
        const leave = () => {
          signal.removeEventListener("abort", leave);
          waiting = waiting.filter((entry) => entry !== leave);
          resolve();
        };
        signal.addEventListener("abort", leave, { once: true });
        waiting.push(leave);
        notify();
      });
    },
    get held() {
      return waiting.length;
    },
    reached(count = 1) {
      return new Promise((resolve) => {
        watchers.push({ count, resolve });
        notify();
      });
    },
    release() {
      for (const leave of [...waiting]) leave();
    },
  };
}
