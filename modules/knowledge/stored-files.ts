import { type Database, describeError, type Log, rowsOf, type Transaction, textArray } from "@eai/modules/kernel";
import { eq, or, sql } from "drizzle-orm";
import type { FileStore } from "./file-store.ts";
import { documentVersions } from "./tables.ts";

export interface StoredFilesDependencies {
  database: Database;
  files: FileStore;
  log: Log;
}

/** A file without a document is left alone for so long: its upload may be about to commit. */
const uploadMilliseconds = 3_600_000;
const sweepBatch = 500;

export interface SweepInput {
  soleProcess: boolean;
}

/** Who takes a file into use and who removes it exclude each other, until the transaction ends. */
export async function lockFile(transaction: Transaction, fileKey: string): Promise<void> {
  await transaction.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`file:${fileKey}`}, 0))`);
}

/** What a version keeps in the store, as columns of a query: see `keysOf`. */
export const fileColumns = { fileKey: documentVersions.fileKey, textFileKey: documentVersions.textFileKey };

/** Keys of the files of these versions: the originals and the extracted texts. */
export function keysOf(versions: readonly { fileKey: string; textFileKey: string | null }[]): string[] {
  return versions.flatMap(({ fileKey, textFileKey }) => (textFileKey === null ? [fileKey] : [fileKey, textFileKey]));
}

/**
 * Removes files that no version has any more, as its original or as its text; others are left. To be called after the
 * commit that took the last use away: a crash in between leaves the file to the sweep, and so does an error here, which
 * is only logged.
 * @returns how many were removed
 */
export async function removeUnusedFiles(
  { database, files, log }: StoredFilesDependencies,
  fileKeys: readonly string[],
): Promise<number> {
  let removed = 0;
  for (const fileKey of new Set(fileKeys)) {
    try {
      removed += await database.transaction(async (transaction) => {
        await lockFile(transaction, fileKey);
        const [use] = await transaction
          .select({ id: documentVersions.id })
          .from(documentVersions)
          .where(or(eq(documentVersions.fileKey, fileKey), eq(documentVersions.textFileKey, fileKey)))
          .limit(1);
        if (use !== undefined) return 0;
        await files.remove(fileKey);
        return 1;
      });
    } catch (error) {
      log.warn({ file_key: fileKey, ...describeError(error) }, "unused file not removed yet");
    }
  }
  return removed;
}

/**
 * Removes files that no document has: left by a process that ended between storing the bytes and the commit, or
 * between a deletion and the removal of the bytes.
 * @param input.soleProcess no other process stores files and this one has not begun: nothing is about to commit
 * @returns how many
 */
export async function sweepFiles(dependencies: StoredFilesDependencies, { soleProcess }: SweepInput): Promise<number> {
  let removed = 0;
  for await (const fileKey of unusedFiles(dependencies, notInUseBefore(soleProcess))) {
    removed += await removeUnusedFiles(dependencies, [fileKey]);
  }
  if (removed > 0) dependencies.log.info({ files: removed }, "files without a document removed");
  return removed;
}

/** A file written later may belong to an upload that is about to commit. @param soleProcess as in {@link sweepFiles} */
export function notInUseBefore(soleProcess: boolean): Date {
  return new Date(Date.now() - (soleProcess ? 0 : uploadMilliseconds));
}

/** Keys of files that were last written before, and that no version has as its original or its text. */
export async function* unusedFiles(
  { database, files }: Pick<StoredFilesDependencies, "database" | "files">,
  before: Date,
): AsyncGenerator<string> {
  let batch: string[] = [];
  for await (const file of files.list(before)) {
    batch.push(file.key);
    if (batch.length < sweepBatch) continue;
    yield* await unusedOf(database, batch);
    batch = [];
  }
  yield* await unusedOf(database, batch);
}

async function unusedOf(database: Database, fileKeys: readonly string[]): Promise<string[]> {
  if (fileKeys.length === 0) return [];
  const unused = await rowsOf<{ key: string }>(
    database,
    sql`select key from unnest(${textArray(fileKeys)}) as key
      where not exists (select 1 from document_versions v where v.file_key = key)
        and not exists (select 1 from document_versions v where v.text_file_key = key)`,
  );
  return unused.map((row) => row.key);
}
