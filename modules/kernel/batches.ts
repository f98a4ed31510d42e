/**
 * All rows of a query that is sorted by id, in batches.
 * @param size of a batch; what `read` gives at most
 * @param read gives the rows behind an id, which is empty for the first batch
 */
export async function* inBatches<Row extends { id: string }>(
  size: number,
  read: (last: string) => Promise<Row[]>,
): AsyncGenerator<Row[]> {
  for (let last = ""; ; ) {
    const rows = await read(last);
    if (rows.length > 0) yield rows;
    if (rows.length < size) return;
    last = rows.at(-1)?.id ?? last;
  }
}
