import { fileURLToPath } from "node:url";
import { type Database, rowsOf } from "@eai/modules/kernel";
import { sql } from "drizzle-orm";
import { type MigrationMeta, readMigrationFiles } from "drizzle-orm/migrator";

const migrationsFolder = fileURLToPath(new URL("./migrations", import.meta.url));

/** The migrations this version knows, by hash, oldest first. */
export function knownMigrations(): string[] {
  return readMigrationFiles({ migrationsFolder }).map((migration) => migration.hash);
}

/** The database was written by a newer version of the platform. */
export class NewerSchemaError extends Error {
  override name = "NewerSchemaError";
}

/**
 * Brings the schema up to date: every missing migration in one transaction, under an advisory lock, so that two
 * processes may start at once and a kill leaves the schema as it was.
 * @returns how many migrations were applied
 * @throws NewerSchemaError when the database has migrations this version does not know
 */
export async function migrateDatabase(database: Database): Promise<number> {
  const migrations = readMigrationFiles({ migrationsFolder });
  return database.transaction(async (transaction) => {
    await transaction.execute(sql`select pg_advisory_xact_lock(hashtextextended('eai:migrate', 0))`);
    await transaction.execute(sql`
      create table if not exists schema_migrations (
        hash text primary key, position bigint not null, applied_at timestamptz not null default now())`);
    const applied = await rowsOf<{ hash: string }>(transaction, sql`select hash from schema_migrations`);
    const appliedHashes = new Set(applied.map((row) => row.hash));
    refuseUnknown(appliedHashes, migrations);
    const missing = migrations.filter((migration) => !appliedHashes.has(migration.hash));
    for (const migration of missing) {
      for (const statement of migration.sql) await transaction.execute(sql.raw(statement));
      await transaction.execute(
        sql`insert into schema_migrations (hash, position) values (${migration.hash}, ${migration.folderMillis})`,
      );
    }
    return missing.length;
  });
}

function refuseUnknown(applied: ReadonlySet<string>, migrations: readonly MigrationMeta[]): void {
  const known = new Set(migrations.map((migration) => migration.hash));
  if ([...applied].every((hash) => known.has(hash))) return;
  throw new NewerSchemaError(
    "The database was written by another version of the platform that knows migrations this one does not. " +
      "Start the version that wrote it, or restore a backup made with this one.",
  );
}
