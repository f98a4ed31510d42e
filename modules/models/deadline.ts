/** A moment by which something has to happen; moved by each sign of life. */
export interface Deadline {
  /** Something has to happen within so many milliseconds. */
  expect(milliseconds: number): void;
  /** Nothing is expected until the next `expect`. */
  pause(): void;
  stop(): void;
}

/** What is left to read what has come when the time is over. */
const graceMs = 50;

/**
 * One timer for a whole call: it looks at the deadline, which moves with every chunk, when it fires.
 * @param late called when nothing came in time
 */
export function createDeadline(late: () => void): Deadline {
  let deadline = Number.POSITIVE_INFINITY;
  let timer: NodeJS.Timeout | undefined;
  let firesAt = 0;
  let graceFor = 0;

  function check(): void {
    timer = undefined;
    const left = deadline - performance.now();
    if (left === Number.POSITIVE_INFINITY) return;
    if (left > 0) start(left);
    else if (graceFor === deadline) late();
    else {
      // Timers come before what has arrived: a process that was busy has yet to read it.
      graceFor = deadline;
      start(graceMs);
    }
  }

  function start(milliseconds: number): void {
    clearTimeout(timer);
    firesAt = performance.now() + milliseconds;
    timer = setTimeout(check, milliseconds);
  }

  function pause(): void {
    deadline = Number.POSITIVE_INFINITY;
  }

  return {
    expect(milliseconds) {
      deadline = performance.now() + milliseconds;
      if (timer === undefined || deadline < firesAt) start(milliseconds);
    },
    pause,
    stop() {
      pause();
      clearTimeout(timer);
      timer = undefined;
    },
  };
}
