import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

/** The data directory belongs to another process. */
export class DirectoryInUseError extends Error {
  override name = "DirectoryInUseError";
}

/** Nobody else may keep the lock in hand: collected as garbage it would be given back. */
const held = new Set<DatabaseSync>();

/**
 * Makes this process the one owner of a directory. The lock is the operating system's (an exclusive SQLite
 * transaction), so it is gone the moment the process is, however it ends.
 * @returns a function that gives the directory back
 * @throws DirectoryInUseError when another process has it
 */
export function lockDirectory(directory: string): () => void {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const pidFile = join(directory, "owner.pid");
  const lock = new DatabaseSync(join(directory, "owner.lock"));
  try {
    lock.exec("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE");
  } catch (error) {
    lock.close();
    if (!(error instanceof Error) || !error.message.includes("locked")) throw error;
    throw new DirectoryInUseError(
      `The data directory ${directory} is in use by another process${readOwner(pidFile)}. ` +
        "Stop that one first, or give this one its own directory with EAI_DATA_DIR.",
    );
  }
  held.add(lock);
  writeFileSync(pidFile, String(process.pid), { mode: 0o600 });
  return () => {
    held.delete(lock);
    lock.exec("ROLLBACK");
    lock.close();
  };
}

function readOwner(pidFile: string): string {
  try {
    return ` (process ${readFileSync(pidFile, "utf8").trim()})`;
  } catch {
    return "";
  }
}
