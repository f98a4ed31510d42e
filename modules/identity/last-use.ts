import { type Database, describeError, type Log } from "@eai/modules/kernel";
import { and, eq, isNull, lt, or, sql } from "drizzle-orm";
import type { apiKeys, directoryConnections } from "./tables.ts";

const writtenEveryMs = 60_000;

/** Notes when a key was used. Nobody waits for it, and a failure is only logged. */
export type NoteUse = (key: { id: string; lastUsedAt: Date | null }) => void;

/** At most once a minute for each key, whatever number of processes and requests there is. */
export function createNoteUse(
  database: Database,
  table: typeof apiKeys | typeof directoryConnections,
  log: Log,
): NoteUse {
  const writing = new Set<string>();

  async function write(id: string): Promise<void> {
    const due = or(isNull(table.lastUsedAt), lt(table.lastUsedAt, sql`now() - interval '1 minute'`));
    await database
      .update(table)
      .set({ lastUsedAt: sql`now()` })
      .where(and(eq(table.id, id), due));
  }

  return (key) => {
    const { id, lastUsedAt } = key;
    if (writing.has(id) || (lastUsedAt && Date.now() - lastUsedAt.getTime() < writtenEveryMs)) return;
    writing.add(id);
    // What is known of the key may be kept for a while, and need not ask again.
    key.lastUsedAt = new Date();
    write(id)
      .catch((error: unknown) => log.warn({ key_id: id, ...describeError(error) }, "last use not written"))
      .finally(() => writing.delete(id));
  };
}
