import type { Database, Log } from "@eai/modules/kernel";
import { drizzle } from "drizzle-orm/node-postgres";
import pg from "pg";
import { migrateDatabase } from "./migrate.ts";

export interface ServerDatabase {
  database: Database;
  pool: pg.Pool;
  close(): Promise<void>;
}

export interface ServerDatabaseOptions {
  url: string;
  poolSize: number;
  log: Log;
  /** How long to wait for a server that is not there yet; default 60. */
  startTimeoutSeconds?: number;
}

/**
 * A pool of connections to PostgreSQL. Waits for a server that is still starting, and says so in the log.
 * @throws Error when it is not there in time
 */
export async function openServerDatabase(options: ServerDatabaseOptions): Promise<ServerDatabase> {
  const pool = new pg.Pool({
    connectionString: options.url,
    max: options.poolSize,
    connectionTimeoutMillis: 5000,
    statement_timeout: 30_000,
    // A server that is gone without a word answers no statement timeout: the connection is given up here.
    query_timeout: 35_000,
    idle_in_transaction_session_timeout: 60_000,
    keepAlive: true,
    application_name: "eai",
  });
  // A broken idle connection is replaced at the next use; without a listener it would end the process.
  // One that breaks while a transaction has it tells its statement and, beside that, itself: the pool listens to idle ones only.
  pool.on("connect", (client) => client.on("error", () => undefined));
  pool.on("error", (error) => options.log.warn({ error: error.message }, "database connection lost"));
  await waitForServer(pool, options.log, options.startTimeoutSeconds ?? 60);
  return { database: drizzle(pool), pool, close: () => pool.end() };
}

/**
 * Brings the schema of a server up to date on a connection of its own, where a statement may take as long as it takes:
 * a change of a large table, or waiting for another process that makes it.
 * @returns how many migrations were applied
 * @throws NewerSchemaError
 */
export async function migrateServerDatabase(url: string): Promise<number> {
  const pool = new pg.Pool({ connectionString: url, max: 1, keepAlive: true, application_name: "eai-migrate" });
  pool.on("error", () => undefined);
  try {
    return await migrateDatabase(drizzle(pool));
  } finally {
    await pool.end();
  }
}

async function waitForServer(pool: pg.Pool, log: Log, timeoutSeconds: number): Promise<void> {
  const deadline = Date.now() + timeoutSeconds * 1000;
  for (let attempt = 0; ; attempt++) {
    try {
      await pool.query("select 1");
      return;
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      if (Date.now() > deadline || isConfigurationMistake(error)) {
        await pool.end();
        throw new Error(`The database at DATABASE_URL cannot be reached: ${message}`, { cause: error });
      }
      log.warn({ attempt, error: message }, "waiting for the database");
      await new Promise((resolve) => setTimeout(resolve, 1000));
    }
  }
}

/** Wrong password, no such database or role: waiting does not help. */
function isConfigurationMistake(error: unknown): boolean {
  const code = (error as { code?: unknown }).code;
  return typeof code === "string" && ["28P01", "28000", "3D000"].includes(code);
}
