import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { cp, mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openEmbeddedDatabase, type ThreadClient } from "@eai/adapters/pglite";
import { migrateDatabase, openJobQueue, openServerDatabase, type QueueBackend } from "@eai/adapters/postgres";
import { type Database, silentLog } from "@eai/modules/kernel";
import pg from "pg";

export interface TestDatabase extends AsyncDisposable {
  database: Database;
  queueBackend: QueueBackend;
  close(): Promise<void>;
}

/**
 * A migrated, empty database for one test file: PGlite in memory, or a new database on the server
 * that TEST_DATABASE_URL names.
 */
export async function createTestDatabase(): Promise<TestDatabase> {
  const serverUrl = testServerUrl();
  const created = serverUrl === undefined ? await createEmbedded() : await createOnServer(serverUrl);
  return { ...created, [Symbol.asyncDispose]: created.close };
}

/** True when the suites run on a real server. */
export function onServer(): boolean {
  return testServerUrl() !== undefined;
}

function testServerUrl(): string | undefined {
  return process.env.TEST_DATABASE_URL || undefined;
}

async function createEmbedded(): Promise<Omit<TestDatabase, keyof AsyncDisposable>> {
  const opened = await openEmbeddedDatabase(undefined, await migratedDump());
  return { database: opened.database, queueBackend: { kind: "embedded", client: opened.client }, close: opened.close };
}

async function createOnServer(serverUrl: string): Promise<Omit<TestDatabase, keyof AsyncDisposable>> {
  const name = `eai_test_${process.pid}_${Math.random().toString(36).slice(2, 10)}`;
  await asAdministrator(serverUrl, `create database ${name}`);
  const url = Object.assign(new URL(serverUrl), { pathname: `/${name}` }).href;
  const opened = await openServerDatabase({ url, poolSize: 8, log: silentLog, startTimeoutSeconds: 5 });
  await migrateDatabase(opened.database);
  return {
    database: opened.database,
    queueBackend: { kind: "server", url },
    async close() {
      await opened.close();
      await asAdministrator(serverUrl, `drop database if exists ${name} with (force)`);
    },
  };
}

async function asAdministrator(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(statement);
  await client.end();
}

const root = fileURLToPath(new URL("..", import.meta.url));
const cache = join(root, "node_modules", ".cache", "eai");

/** Making and migrating a database takes seconds, so tests begin with a copy, kept until a migration changes. */
async function migratedDump(): Promise<Blob> {
  const file = join(cache, `database-${await migrationsHash()}.tar`);
  const found = await readFile(file).catch(() => undefined);
  if (found) return new Blob([found]);
  const opened = await openEmbeddedDatabase();
  await migrateDatabase(opened.database);
  await prepareQueue(opened.client);
  const dump = await opened.client.dump();
  await opened.close();
  await mkdir(cache, { recursive: true });
  const unfinished = `${file}.${process.pid}`;
  await writeFile(unfinished, Buffer.from(await dump.arrayBuffer()));
  await rename(unfinished, file);
  return dump;
}

/**
 * Puts a migrated, empty database where a product that starts for the first time would make one. A copy of files, which
 * takes a part of the time.
 * @param directory does not exist yet
 */
export async function copyPreparedDatabase(directory: string): Promise<void> {
  const prepared = join(cache, `directory-${await migrationsHash()}`);
  if (!existsSync(prepared)) await prepareDirectory(prepared);
  await cp(prepared, directory, { recursive: true });
}

async function prepareDirectory(prepared: string): Promise<void> {
  const making = `${prepared}.${process.pid}`;
  await mkdir(making, { recursive: true });
  const opened = await openEmbeddedDatabase(join(making, "database"));
  await migrateDatabase(opened.database);
  await prepareQueue(opened.client);
  await opened.close();
  await rename(join(making, "database"), prepared).catch((error: unknown) => {
    // Another test file was quicker.
    if (!existsSync(prepared)) throw error;
  });
  await rm(making, { recursive: true, force: true });
}

/** pg-boss's own schema, so that each test's queue starts at once. */
async function prepareQueue(client: ThreadClient): Promise<void> {
  const queue = await openJobQueue({ kind: "embedded", client }, [], silentLog);
  await queue.stop(1);
}

async function migrationsHash(): Promise<string> {
  const folder = join(root, "adapters", "postgres", "migrations");
  const hash = createHash("sha256");
  for (const name of (await readdir(folder)).filter((entry) => entry.endsWith(".sql")).toSorted()) {
    hash.update(await readFile(join(folder, name)));
  }
  return hash.digest("hex").slice(0, 16);
}
