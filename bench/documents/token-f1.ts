/** Words of a text as both sides are compared: letters and digits only, composed, in small letters. */
export function tokensOf(text: string): string[] {
  return (
    text
      .normalize("NFKC")
      .toLowerCase()
      .match(/[\p{L}\p{M}\p{N}]+/gu) ?? []
  );
}

/**
 * How far two texts hold the same words, each as often: the harmonic mean of precision and recall over the bags of words.
 * @returns 0 to 1; 1 for two texts without words
 */
export function tokenF1(found: readonly string[], expected: readonly string[]): number {
  if (found.length === 0 && expected.length === 0) return 1;
  return (2 * sharedCount(found, expected)) / (found.length + expected.length);
}

/** @returns the share of the expected words that were found, 0 to 1 */
export function tokenRecall(found: readonly string[], expected: readonly string[]): number {
  return expected.length === 0 ? 1 : sharedCount(found, expected) / expected.length;
}

function sharedCount(found: readonly string[], expected: readonly string[]): number {
  const left = new Map<string, number>();
  for (const token of expected) left.set(token, (left.get(token) ?? 0) + 1);
  let shared = 0;
  for (const token of found) {
    const count = left.get(token) ?? 0;
    if (count === 0) continue;
    left.set(token, count - 1);
    shared += 1;
  }
  return shared;
}
