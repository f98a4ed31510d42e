import { mkdirSync } from "node:fs";
import { mkdir, open, readdir, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { FileStore, ListedFile } from "@eai/modules/knowledge";
import { removeAbandonedFiles, temporaryName } from "./temporary-files.ts";
import { asStorageProblem, writeTemporaryFile } from "./write-temporary-file.ts";

const keyPattern = /^[0-9a-f]{64}$/;

/**
 * Files in a directory of this machine, in folders by the first four characters of their hash. Only the user who runs the
 * program can enter it. Files that an earlier process left half written are removed at once.
 */
export function createDiskFileStore({ directory }: { directory: string }): FileStore {
  const originals = join(directory, "originals");
  const temporary = join(directory, "temporary");
  for (const folder of [originals, temporary]) mkdirSync(folder, { recursive: true, mode: 0o700 });
  removeAbandonedFiles(temporary);

  /** Null for what cannot be a key, so that no key ever leads out of the directory. */
  function pathOf(key: string): string | null {
    return keyPattern.test(key) ? join(originals, key.slice(0, 2), key.slice(2, 4), key) : null;
  }

  async function existingPath(key: string): Promise<string | null> {
    const path = pathOf(key);
    if (path === null) return null;
    const found = await stat(path).catch(nullWhenMissing);
    return found?.isFile() ? path : null;
  }

  return {
    async write(content, options) {
      const source = join(temporary, temporaryName());
      try {
        const { contentHash, sizeBytes } = await writeTemporaryFile(source, content, options);
        await options.inspect?.(source, sizeBytes);
        const target = join(originals, contentHash.slice(0, 2), contentHash.slice(2, 4), contentHash);
        await moveDurably(source, target, originals).catch(asStorageProblem);
        return { key: contentHash, contentHash, sizeBytes };
      } catch (error) {
        await rm(source, { force: true });
        throw error;
      }
    },

    async open(key) {
      const path = await existingPath(key);
      if (path === null) return null;
      // Opened before it is given out, so that a file removed in between is found missing here and not while streaming.
      const file = await open(path, "r").catch(nullWhenMissing);
      return file?.createReadStream() ?? null;
    },

    async localFile(key) {
      const path = await existingPath(key);
      return path === null ? null : { path, [Symbol.asyncDispose]: async () => {} };
    },

    async exists(key) {
      return (await existingPath(key)) !== null;
    },

    async remove(key) {
      const path = pathOf(key);
      if (path !== null) await rm(path, { force: true });
    },

    async *list(before) {
      for (const first of await readdir(originals)) {
        for (const second of await readdir(join(originals, first)).catch(() => [])) {
          const folder = join(originals, first, second);
          for (const key of await readdir(folder).catch(() => [])) {
            const file = await describe(folder, key);
            if (file !== null && file.modifiedAt < before) yield file;
          }
        }
      }
    },
  };
}

async function describe(folder: string, key: string): Promise<ListedFile | null> {
  if (!keyPattern.test(key)) return null;
  const found = await stat(join(folder, key)).catch(nullWhenMissing);
  return found === null ? null : { key, sizeBytes: found.size, modifiedAt: found.mtime };
}

/** Renaming replaces a file of the same content at once; who reads the old one reads on. */
async function moveDurably(source: string, target: string, root: string): Promise<void> {
  const folder = dirname(target);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await rename(source, target);
  for (const path of [folder, dirname(folder), root]) await syncDirectory(path);
}

/** Makes the entry of a new file durable; Windows has no such thing and refuses to open directories. */
async function syncDirectory(path: string): Promise<void> {
  if (process.platform === "win32") return;
  const handle = await open(path, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function nullWhenMissing(error: NodeJS.ErrnoException): null {
  if (error.code === "ENOENT" || error.code === "ENOTDIR") return null;
  throw error;
}
