import { type Database, rowsOf, textArray } from "@eai/modules/kernel";
import { sql } from "drizzle-orm";
import { isAny } from "./search-scope.ts";
import type { UploadParts } from "./upload.ts";

const versionsPerRequest = 200;

/**
 * Takes points of removed versions out, and then the note that they are to go. The rows are held while it happens: who
 * puts one of these versions in again waits for it, and finds out what is missing. A process that dies in between
 * leaves the note, and the next run does it again.
 */
export async function finishRemovals(
  { database, connection, collections }: UploadParts & { database: Database },
  signal: AbortSignal,
): Promise<number> {
  let finished = 0;
  while (!signal.aborted && (await isAnyDue(database))) {
    // Asked before the transaction: a server that does not answer would keep it open for nothing.
    const names = await connection.read("list collections", () => collections.list());
    const count = await database.transaction(async (transaction) => {
      const due = await rowsOf<{ id: string }>(
        transaction,
        sql`select version_id as id from index_removals where due_at <= now()
          order by version_id limit ${versionsPerRequest}::int for update skip locked`,
      );
      if (due.length === 0) return 0;
      const ids = due.map(({ id }) => id);
      for (const name of names) {
        await connection.read("take points out", (client) =>
          client.delete(name, { wait: true, filter: { must: [isAny("version_id", ids)] } }),
        );
      }
      await transaction.execute(sql`delete from index_removals where version_id = any(${textArray(ids)})`);
      return ids.length;
    });
    finished += count;
    if (count === 0) break;
  }
  return finished;
}

async function isAnyDue(database: Database): Promise<boolean> {
  const rows = await rowsOf(database, sql`select 1 from index_removals where due_at <= now() limit 1`);
  return rows.length > 0;
}
