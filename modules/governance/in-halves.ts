import { isRefusedData } from "@eai/modules/kernel";

/**
 * Writes items together, and on data that the database refuses the halves of them by themselves: one row that it does
 * not take must not keep the others from it.
 * @param giveUp told of each item that is refused alone
 * @throws what `write` throws for another reason
 */
export async function inHalves<Item>(
  items: readonly Item[],
  write: (items: readonly Item[]) => Promise<void>,
  giveUp: (item: Item, error: unknown) => void,
): Promise<void> {
  const [only] = items;
  if (only === undefined) return;
  try {
    await write(items);
  } catch (error) {
    if (!isRefusedData(error)) throw error;
    if (items.length === 1) return giveUp(only, error);
    const half = Math.ceil(items.length / 2);
    await inHalves(items.slice(0, half), write, giveUp);
    await inHalves(items.slice(half), write, giveUp);
  }
}
