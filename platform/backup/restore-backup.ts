import { createWriteStream, existsSync } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { dirname, join, resolve, sep } from "node:path";
import { pipeline } from "node:stream/promises";
import { lockDirectory } from "@eai/adapters/pglite";
import type { Log } from "@eai/modules/kernel";
import type { FileStore, Reconciliation } from "@eai/modules/knowledge";
import pg from "pg";
import type { Config } from "../config.ts";
import { createPlatform } from "../create-platform.ts";
import { openFiles } from "../open-files.ts";
import type { Secrets } from "../secrets.ts";
import { readArchive } from "./archive.ts";
import { checkBackup, UnusableBackupError } from "./check-backup.ts";
import { dumpName, embeddedFolder, runPostgresTool } from "./database-copy.ts";
import { type Manifest, secretCheck } from "./manifest.ts";
import { filesFolder } from "./write-backup.ts";

/** There is something already where the backup is to go. */
export class TargetNotEmptyError extends Error {
  override name = "TargetNotEmptyError";
}

export interface RestoreInput {
  path: string;
  /** Puts the backup in the place of what is there: an embedded database is moved aside, one on a server is dropped. */
  force: boolean;
  log: Log;
}

export interface Restored {
  manifest: Manifest;
  report: Reconciliation;
  /** False: people sign in again, and the seals of the audit log cannot be verified. */
  isSameSecret: boolean;
  /** Where the database that was there before is now. */
  movedAside: string | undefined;
}

/**
 * Puts a backup where the configuration points, brings it up to date with this version, and reconciles it. The archive is
 * read to its end and verified before anything is touched.
 * @throws UnusableBackupError, TargetNotEmptyError, DirectoryInUseError, or Error with what to do
 */
export async function restoreBackup(config: Config, secrets: Secrets, input: RestoreInput): Promise<Restored> {
  const manifest = await checkBackup(input.path);
  if (manifest.database.kind !== config.database.kind) {
    const wanted =
      manifest.database.kind === "postgres" ? "Set DATABASE_URL to a PostgreSQL server" : "Leave DATABASE_URL out";
    throw new UnusableBackupError(
      `The backup is of ${manifest.database.kind === "postgres" ? "a PostgreSQL server" : "the embedded database"}. ${wanted} and restore it there.`,
    );
  }
  let movedAside: string | undefined;
  const stored = await openFiles(config, secrets, input.log);
  try {
    if (config.database.kind === "embedded") {
      movedAside = await restoreEmbedded(config.database.directory, input, stored.files);
    } else {
      await restoreServer(secrets.databaseUrl ?? "", input, stored.files);
    }
  } finally {
    stored.end();
  }
  await using platform = await createPlatform(config, secrets, { log: input.log });
  const signal = new AbortController().signal;
  const report = await platform.knowledge.reconcile({ repair: true, soleProcess: false, signal });
  return { manifest, report, isSameSecret: manifest.secretCheck === secretCheck(secrets), movedAside };
}

/** The new database is put together beside and moved into place; a kill in between leaves the old one. */
async function restoreEmbedded(
  directory: string,
  { path, force }: RestoreInput,
  files: FileStore,
): Promise<string | undefined> {
  const unlock = lockDirectory(directory);
  try {
    const target = join(directory, "database");
    if (existsSync(target) && !force) throw notEmpty(`There is a database in ${directory} already.`);
    const incoming = join(directory, "database.restoring");
    await rm(incoming, { recursive: true, force: true });
    await unpack(path, files, (name) =>
      name.startsWith(embeddedFolder) ? inside(incoming, name.slice(embeddedFolder.length)) : undefined,
    );
    const aside = existsSync(target) ? `${target}.before-restore-${Date.now()}` : undefined;
    if (aside !== undefined) await rename(target, aside);
    await rename(incoming, target);
    return aside;
  } finally {
    unlock();
  }
}

async function restoreServer(url: string, { path, force }: RestoreInput, files: FileStore): Promise<void> {
  const client = new pg.Client({ connectionString: url, application_name: "eai-restore" });
  await client.connect();
  const dump = `${path}.restoring`;
  try {
    const { rows } = await client.query<{ count: number }>(
      "select count(*)::int as count from pg_tables where schemaname in ('public', 'pgboss')",
    );
    if ((rows[0]?.count ?? 0) > 0 && !force) throw notEmpty("The database at DATABASE_URL has tables already.");
    await unpack(path, files, (name) => (name === dumpName ? dump : undefined));
    await client.query(
      "drop schema if exists pgboss cascade; drop schema if exists public cascade; create schema public",
    );
    const flags = ["--no-owner", "--no-privileges", "--no-comments", "--exit-on-error", "--single-transaction"];
    await runPostgresTool("pg_restore", url, [...flags, dump]);
  } finally {
    await client.end();
    await rm(dump, { force: true });
  }
}

/** Files go into the store, which verifies nothing but names them by their bytes; the rest where `placeOf` says. */
async function unpack(path: string, files: FileStore, placeOf: (name: string) => string | undefined): Promise<void> {
  const signal = new AbortController().signal;
  await readArchive(path, async ({ name, isFolder, content }) => {
    const place = placeOf(name);
    if (isFolder) {
      if (place !== undefined) await mkdir(place, { recursive: true, mode: 0o700 });
      content.resume();
    } else if (place !== undefined) {
      await mkdir(dirname(place), { recursive: true, mode: 0o700 });
      await pipeline(content, createWriteStream(place, { mode: 0o600, flush: true }));
    } else if (name.startsWith(filesFolder)) {
      await files.write(content, { limitBytes: Number.POSITIVE_INFINITY, signal });
    } else {
      content.resume();
    }
  });
}

/** @throws UnusableBackupError for a name that leads out of the directory */
function inside(directory: string, name: string): string {
  const path = resolve(directory, name);
  if (path.startsWith(directory + sep)) return path;
  throw new UnusableBackupError("The backup has a name in it that leads out of its directory.");
}

function notEmpty(sentence: string): TargetNotEmptyError {
  return new TargetNotEmptyError(`${sentence} Restore into an empty place, or with -- --force.`);
}
