/** One version that was prepared: from when to when, and how many passages came of it. */
export interface PreparedSpan {
  /** Milliseconds since 1970. */
  from: number;
  to: number;
  passages: number;
}

/** Fewer passages say nothing about thousands. */
const leastPassages = 20;

/**
 * Passages per second while there was work: spans that overlap were prepared beside each other, and pauses between
 * uploads do not count.
 * @returns null when too little was measured
 */
export function passagesPerSecond(spans: readonly PreparedSpan[]): number | null {
  const passages = spans.reduce((sum, span) => sum + span.passages, 0);
  if (passages < leastPassages) return null;
  let busy = 0;
  let covered = Number.NEGATIVE_INFINITY;
  for (const { from, to } of spans.toSorted((one, other) => one.from - other.from)) {
    if (to > covered) busy += to - Math.max(from, covered);
    covered = Math.max(covered, to);
  }
  return busy > 0 ? passages / (busy / 1000) : null;
}
