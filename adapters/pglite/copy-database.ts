import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { ThreadClient } from "./thread-client.ts";

/** The process that has the database did not make a copy of it. */
export class CopyFailedError extends Error {
  override name = "CopyFailedError";
}

const askEveryMilliseconds = 1000;
/** The owner looks for requests once a second, so one that is not taken up for so long has nobody to take it up. */
const takeUpMilliseconds = 20_000;
const pollMilliseconds = 100;

/**
 * A copy of a database that another process has open, made by that process between two transactions. The two speak
 * through files of the directory, which nobody else can enter.
 * @returns a directory that `openEmbeddedDatabase` opens; the caller removes it
 * @throws CopyFailedError
 */
export async function requestCopy(directory: string): Promise<string> {
  const id = randomUUID();
  const copies = join(directory, "copies");
  const paths = pathsOf(copies, id);
  await mkdir(copies, { recursive: true, mode: 0o700 });
  await writeFile(paths.request, "", { mode: 0o600 });
  const deadline = Date.now() + takeUpMilliseconds;
  for (;;) {
    if (existsSync(paths.complete)) return paths.complete;
    if (existsSync(paths.failed)) {
      const reason = await readFile(paths.failed, "utf8");
      await rm(paths.failed, { force: true });
      throw new CopyFailedError(`The process that has the database could not copy it: ${reason}`);
    }
    if (existsSync(paths.request) && Date.now() > deadline) {
      await rm(paths.request, { force: true });
      throw new CopyFailedError(
        "The process that has the database does not answer. Stop the platform and try again, or look into its log.",
      );
    }
    await pause(pollMilliseconds);
  }
}

/** Makes a copy of an open database, in a directory that `openEmbeddedDatabase` opens. */
export async function copyDatabase(client: ThreadClient, directory: string, target: string): Promise<void> {
  const unfinished = `${target}.unfinished`;
  try {
    await mkdir(unfinished, { recursive: true, mode: 0o700 });
    await client.copy(join(directory, "database"), join(unfinished, "database"));
    await rename(unfinished, target);
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    throw error;
  }
}

/** Answers requests for copies until the returned function is called, which waits for the copy that is being made. */
export function answerCopyRequests(client: ThreadClient, directory: string): () => Promise<void> {
  const copies = join(directory, "copies");
  let answering: Promise<void> | undefined;
  const timer = setInterval(() => {
    answering ??= answerAll().finally(() => {
      answering = undefined;
    });
  }, askEveryMilliseconds).unref();

  async function answerAll(): Promise<void> {
    const names = await readdir(copies).catch(() => []);
    for (const name of names) if (name.endsWith(".request")) await answer(name.slice(0, -".request".length));
  }

  async function answer(id: string): Promise<void> {
    const paths = pathsOf(copies, id);
    await rm(paths.request, { force: true });
    await copyDatabase(client, directory, paths.complete).catch((error: unknown) =>
      writeFile(paths.failed, error instanceof Error ? error.message : String(error)).catch(() => undefined),
    );
  }

  return async () => {
    clearInterval(timer);
    await answering;
  };
}

function pathsOf(copies: string, id: string) {
  const path = join(copies, id);
  return { request: `${path}.request`, complete: path, failed: `${path}.failed` };
}
