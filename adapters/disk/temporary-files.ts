import { randomUUID } from "node:crypto";
import { readdirSync, rmSync, statSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";

/** An upload that has not grown for so long is dead, wherever its process runs. */
const abandonedAfterMilliseconds = 15 * 60 * 1000;

/** Tells this start of the program from an earlier one with the same process id, as containers have it. */
const startId = randomUUID().slice(0, 8);

/** A name that says which process writes the file. */
export function temporaryName(): string {
  return `${host()}.${process.pid}.${startId}.${randomUUID()}`;
}

/**
 * Removes files of processes that are gone. Other processes may share the directory and be in the middle of an upload, so
 * of a process on another machine, or one that lives, only what has not grown for a quarter of an hour.
 */
export function removeAbandonedFiles(directory: string): void {
  for (const name of readdirSync(directory)) {
    const path = join(directory, name);
    const age = Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
    if (isOfDeadProcess(name) || age > abandonedAfterMilliseconds) rmSync(path, { force: true });
  }
}

function isOfDeadProcess(name: string): boolean {
  const [owner, processId, start] = name.split(".");
  if (owner !== host()) return false;
  const id = Number(processId);
  return id === process.pid ? start !== startId : !isAlive(id);
}

function isAlive(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

function host(): string {
  return hostname().replace(/[^\w-]/g, "_");
}
