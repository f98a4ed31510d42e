import { existsSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Database } from "@eai/modules/kernel";
import type { PGlite } from "@electric-sql/pglite";
import { drizzle } from "drizzle-orm/pglite";
import { answerCopyRequests } from "./copy-database.ts";
import { lockDirectory } from "./directory-lock.ts";
import { openThread, type ThreadClient } from "./thread-client.ts";

export interface EmbeddedDatabase {
  database: Database;
  /** The session beneath, for the job queue and for dumps. */
  client: ThreadClient;
  close(): Promise<void>;
}

/**
 * Opens the embedded database of a data directory, and creates it there when it is missing.
 * @param directory owned by this process until `close`; undefined keeps everything in memory
 * @param dump a data directory to begin with, in memory only
 * @throws DirectoryInUseError when another process has the directory
 */
export async function openEmbeddedDatabase(directory?: string, dump?: Blob): Promise<EmbeddedDatabase> {
  const unlock = directory === undefined ? () => {} : lockDirectory(directory);
  try {
    const client =
      directory === undefined ? await openThread({ directory: undefined, dump }) : await openDirectory(directory);
    const stopCopies = directory === undefined ? async () => {} : answerCopyRequests(client, directory);
    return {
      database: drizzle(asPGlite(client)),
      client,
      async close() {
        await stopCopies();
        await client.close();
        unlock();
      },
    };
  } catch (error) {
    unlock();
    throw error;
  }
}

/** A new database is made beside and moved into place when complete: a kill while it is made leaves no half one. */
async function openDirectory(directory: string): Promise<ThreadClient> {
  const complete = join(directory, "database");
  const unfinished = join(directory, "database.unfinished");
  if (!existsSync(complete)) {
    rmSync(unfinished, { recursive: true, force: true });
    const first = await openThread({ directory: unfinished, dump: undefined });
    await first.close();
    renameSync(unfinished, complete);
  }
  return openThread({ directory: complete, dump: undefined });
}

/** Drizzle's driver uses `query` and `transaction` only, which the thread client answers in PGlite's way. */
function asPGlite(client: ThreadClient): PGlite {
  return client as unknown as PGlite;
}
