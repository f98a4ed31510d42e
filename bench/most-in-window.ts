export interface Admission {
  atMs: number;
  amount: number;
}

/**
 * The most that was admitted in any window of this length, by looking at the admissions alone: the judge of limiters,
 * which shares nothing with them. Both ends of the window belong to it.
 */
export function mostInWindow(admissions: readonly Admission[], windowMs: number): number {
  const ordered = admissions.toSorted((left, right) => left.atMs - right.atMs);
  let most = 0;
  let within = 0;
  let first = 0;
  for (const { atMs, amount } of ordered) {
    within += amount;
    for (let leaving = ordered[first]; leaving && leaving.atMs < atMs - windowMs; leaving = ordered[first]) {
      within -= leaving.amount;
      first += 1;
    }
    most = Math.max(most, within);
  }
  return most;
}
