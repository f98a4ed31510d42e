import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { type Dirent, existsSync } from "node:fs";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { copyDatabase, DirectoryInUseError, openEmbeddedDatabase, requestCopy } from "@eai/adapters/pglite";
import { type Database, rowsOf } from "@eai/modules/kernel";
import { sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/node-postgres";
import pg from "pg";
import type { Config } from "../config.ts";
import type { Secrets } from "../secrets.ts";

/** A database as it was at one moment, for a backup. */
export interface DatabaseCopy extends AsyncDisposable {
  /** What to put into the archive, by the name it gets there. Some folders are empty, and wanted all the same. */
  folders: string[];
  parts: { name: string; path: string }[];
  /** Once the parts are in the archive: an embedded copy is opened for it, which changes it and proves that it is whole. */
  readFacts(): Promise<DatabaseFacts>;
}

export interface DatabaseFacts {
  migrations: string[];
  counts: Record<string, number>;
  /** Of every file that a row refers to. */
  fileKeys: Set<string>;
}

export const dumpName = "database.dump";
export const embeddedFolder = "database/";

/** Takes the copy without stopping anything. @throws Error with what to do */
export function copyOfDatabase(config: Config["database"], secrets: Secrets, beside: string): Promise<DatabaseCopy> {
  if (config.kind === "embedded") return copyEmbedded(config.directory);
  if (secrets.databaseUrl === undefined) throw new Error("DATABASE_URL is missing although a server is configured.");
  return copyServer(secrets.databaseUrl, `${beside}.database`);
}

async function copyEmbedded(directory: string): Promise<DatabaseCopy> {
  if (!existsSync(join(directory, "database"))) throw new Error(`There is no database in ${directory} yet.`);
  const copy = await copyDirectory(directory);
  const remove = () => rm(copy, { recursive: true, force: true });
  try {
    const { folders, names } = await below(join(copy, "database"));
    return {
      folders: folders.map((name) => embeddedFolder + name),
      parts: names.map((name) => ({ name: embeddedFolder + name, path: join(copy, "database", name) })),
      async readFacts() {
        const opened = await openEmbeddedDatabase(copy);
        return readFacts(opened.database).finally(() => opened.close());
      },
      [Symbol.asyncDispose]: remove,
    };
  } catch (error) {
    await remove();
    throw error;
  }
}

async function copyDirectory(directory: string): Promise<string> {
  try {
    const opened = await openEmbeddedDatabase(directory);
    const target = join(directory, "copies", randomUUID());
    await copyDatabase(opened.client, directory, target).finally(() => opened.close());
    return target;
  } catch (error) {
    if (error instanceof DirectoryInUseError) return requestCopy(directory);
    throw error;
  }
}

async function below(directory: string): Promise<{ folders: string[]; names: string[] }> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const root = directory.length + 1;
  const nameOf = (entry: Dirent) => join(entry.parentPath, entry.name).slice(root).replaceAll("\\", "/");
  return {
    folders: entries.filter((entry) => entry.isDirectory()).map(nameOf),
    names: entries.filter((entry) => entry.isFile()).map(nameOf),
  };
}

/** Counts and dump are of one snapshot, so they agree also while people work. */
async function copyServer(url: string, path: string): Promise<DatabaseCopy> {
  const client = new pg.Client({ connectionString: url, application_name: "eai-backup" });
  await client.connect();
  const remove = () => rm(path, { force: true });
  try {
    await client.query("begin isolation level repeatable read read only");
    const { rows } = await client.query<{ id: string }>("select pg_export_snapshot() as id");
    const facts = await readFacts(drizzle(client));
    const flags = ["--format=custom", "--no-owner", "--no-privileges", "--no-comments", `--file=${path}`];
    await runPostgresTool("pg_dump", url, [...flags, `--snapshot=${rows[0]?.id}`]);
    return {
      folders: [],
      parts: [{ name: dumpName, path }],
      readFacts: async () => facts,
      [Symbol.asyncDispose]: remove,
    };
  } catch (error) {
    await remove();
    throw error;
  } finally {
    await client.end();
  }
}

/**
 * Runs pg_dump or pg_restore on a database. The password goes through a file, because anybody on the machine can read
 * the parameters of a program.
 * @throws Error with what it said, or how to get it
 */
export async function runPostgresTool(name: "pg_dump" | "pg_restore", url: string, flags: string[]): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), "eai-pass-"));
  try {
    const address = new URL(url);
    const passFile = join(directory, "pass");
    const password = decodeURIComponent(address.password).replace(/[\\:]/g, "\\$&");
    await writeFile(passFile, `*:*:*:*:${password}\n`, { mode: 0o600 });
    address.password = "";
    address.searchParams.set("passfile", passFile);
    await run(name, [...flags, `--dbname=${address.href}`]);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function run(name: string, parameters: string[]): Promise<void> {
  const child = spawn(name, parameters, { stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  child.stderr.on("data", (part) => (said += part));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", (error: NodeJS.ErrnoException) => {
      const advice = `${name} is not installed here. Install the PostgreSQL client programs, at least as new as the server: apt-get install postgresql-client`;
      reject(error.code === "ENOENT" ? new Error(advice, { cause: error }) : error);
    });
    child.once("close", resolve);
  });
  if (code !== 0) throw new Error(`${name} failed: ${said.trim().slice(-2000)}`);
}

const countedTables = [
  "tenants",
  "people",
  "knowledge_bases",
  "documents",
  "document_versions",
  "chunks",
  "conversations",
  "messages",
  "audit_events",
  "usage_records",
] as const;

async function readFacts(database: Database): Promise<DatabaseFacts> {
  const migrations = await rowsOf<{ hash: string }>(
    database,
    sql`select hash from schema_migrations order by position`,
  );
  const counts: Record<string, number> = {};
  for (const table of countedTables) {
    const [row] = await rowsOf<{ count: number }>(
      database,
      sql`select count(*)::int as count from ${sql.identifier(table)}`,
    );
    counts[table] = row?.count ?? 0;
  }
  const keys = await rowsOf<{ key: string }>(
    database,
    sql`select file_key as key from document_versions
      union select text_file_key from document_versions where text_file_key is not null`,
  );
  return { migrations: migrations.map(({ hash }) => hash), counts, fileKeys: new Set(keys.map(({ key }) => key)) };
}
