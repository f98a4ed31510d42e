const parallel = 4;

/** How an order for several things went. */
export interface ParallelResult {
  done: number;
  /** What went wrong, of those that failed. */
  errors: unknown[];
}

/**
 * Does something to each, a few at a time; one that fails does not stop the others.
 * @param onProgress told how many are over
 */
export async function inParallel<Item>(
  items: readonly Item[],
  act: (item: Item) => Promise<unknown>,
  onProgress?: (over: number) => void,
): Promise<ParallelResult> {
  const errors: unknown[] = [];
  // Shared: each takes the next one that nobody has.
  const open = items.values();
  let over = 0;
  async function work(): Promise<void> {
    for (const item of open) {
      await act(item).catch((error: unknown) => errors.push(error));
      over += 1;
      onProgress?.(over);
    }
  }
  await Promise.all(Array.from({ length: Math.min(parallel, items.length) }, work));
  return { done: items.length - errors.length, errors };
}
