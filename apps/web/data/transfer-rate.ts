interface Sample {
  at: number;
  bytes: number;
}

/** Older samples say nothing about how fast it goes now. */
const windowMilliseconds = 15_000;
const leastMilliseconds = 1_000;

/** How fast something goes, by what was done in the last seconds. */
export class TransferRate {
  #samples: Sample[] = [];

  /** @param bytes done so far in all; @param at milliseconds */
  add(bytes: number, at: number): void {
    const last = this.#samples.at(-1);
    // What was begun again counts less than before: the measuring begins anew.
    if (last && bytes < last.bytes) this.#samples = [];
    this.#samples.push({ at, bytes });
    while ((this.#samples[1]?.at ?? at) < at - windowMilliseconds) this.#samples.shift();
  }

  /** Forgets what was measured: a pause is not slowness. */
  reset(): void {
    this.#samples = [];
  }

  /** Bytes per second; null while too little was measured, or nothing moves. */
  perSecond(): number | null {
    const [first, last] = [this.#samples[0], this.#samples.at(-1)];
    if (!first || !last || last.at - first.at < leastMilliseconds || last.bytes <= first.bytes) return null;
    return ((last.bytes - first.bytes) * 1000) / (last.at - first.at);
  }
}
