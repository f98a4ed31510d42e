import { openEmbeddedDatabase } from "@eai/adapters/pglite";
import { migrateDatabase, migrateServerDatabase, openServerDatabase, type QueueBackend } from "@eai/adapters/postgres";
import type { Database, Log } from "@eai/modules/kernel";
import type { Config } from "./config.ts";
import type { Secrets } from "./secrets.ts";

export interface OpenedDatabase {
  database: Database;
  queueBackend: QueueBackend;
  close(): Promise<void>;
}

/**
 * Opens the configured database and brings its schema up to date.
 * @throws DirectoryInUseError, NewerSchemaError, or Error when the server is not reached
 */
export async function openDatabase(config: Config["database"], secrets: Secrets, log: Log): Promise<OpenedDatabase> {
  const opened = await open(config, secrets, log);
  try {
    const { database, queueBackend } = opened;
    const applied = await (queueBackend.kind === "server"
      ? migrateServerDatabase(queueBackend.url)
      : migrateDatabase(database));
    if (applied > 0) log.info({ migrations: applied }, "database migrated");
    return opened;
  } catch (error) {
    await opened.close();
    throw error;
  }
}

async function open(config: Config["database"], secrets: Secrets, log: Log): Promise<OpenedDatabase> {
  switch (config.kind) {
    case "embedded": {
      const { database, client, close } = await openEmbeddedDatabase(config.directory);
      return { database, queueBackend: { kind: "embedded", client }, close };
    }
    case "postgres": {
      const url = secrets.databaseUrl;
      if (url === undefined) throw new Error("DATABASE_URL is missing although a server is configured.");
      const { database, close } = await openServerDatabase({ url, poolSize: config.poolSize, log });
      return { database, queueBackend: { kind: "server", url }, close };
    }
    default:
      return config satisfies never;
  }
}
