import { existsSync } from "node:fs";
import { dirname } from "node:path";
import { Readable } from "node:stream";
import { type Log, ProblemError } from "@eai/modules/kernel";
import type { FileStore } from "@eai/modules/knowledge";
import type { Config } from "../config.ts";
import { openFiles } from "../open-files.ts";
import { readVersion } from "../read-version.ts";
import type { Secrets } from "../secrets.ts";
import { type ArchiveWriter, writeArchive } from "./archive.ts";
import { copyOfDatabase } from "./database-copy.ts";
import { backupFormat, type Manifest, manifestName, neededBeside, secretCheck } from "./manifest.ts";

export const filesFolder = "files/";

export interface BackupInput {
  /** Of the archive to be made; compressed when it ends in `.gz`. */
  path: string;
  /** Left out: with a disk, and without a bucket, which has copies and versions of its own. */
  withFiles?: boolean;
}

/**
 * Writes database and files into one archive, while people work. The database comes first: files are named by their
 * content and removed only after the row that had them, so every file of the copied rows is there but those of
 * documents deleted meanwhile.
 * @throws Error when there is such a file already, or with what to do
 */
export async function writeBackup(config: Config, secrets: Secrets, log: Log, input: BackupInput): Promise<Manifest> {
  const { path, withFiles = config.files.kind === "disk" } = input;
  if (existsSync(path))
    throw new Error(`${path} is there already. Choose another name; a backup is never overwritten.`);
  if (!existsSync(dirname(path))) throw new Error(`The directory ${dirname(path)} is not there. Make it first.`);
  const stored = await openFiles(config, secrets, log);
  try {
    await using copy = await copyOfDatabase(config.database, secrets, path);
    let manifest: Manifest | undefined;
    await writeArchive(path, async (writer) => {
      const entries: Manifest["entries"] = [];
      for (const folder of copy.folders) writer.addFolder(folder);
      for (const part of copy.parts) entries.push(await writer.addFile(part.name, part.path));
      const { migrations, counts, fileKeys } = await copy.readFacts();
      const files = await addFiles(writer, stored.files, fileKeys, withFiles);
      manifest = {
        format: backupFormat,
        version: readVersion(),
        createdAt: new Date().toISOString(),
        database: { kind: config.database.kind, migrations },
        counts,
        files: { included: withFiles, ...files },
        entries,
        secretCheck: secretCheck(secrets),
        needs: neededBeside(config, secrets),
      };
      // Last: an archive that has it is complete.
      const text = Buffer.from(JSON.stringify(manifest, undefined, 2));
      await writer.add(manifestName, text.length, Readable.from([text]));
    });
    if (manifest === undefined) throw new Error("The archive ended before its manifest.");
    return manifest;
  } finally {
    stored.end();
  }
}

async function addFiles(
  writer: ArchiveWriter,
  store: FileStore,
  keys: ReadonlySet<string>,
  withFiles: boolean,
): Promise<Pick<Manifest["files"], "count" | "sizeBytes" | "missing">> {
  const missing: string[] = [];
  let count = 0;
  let sizeBytes = 0;
  for (const key of keys) {
    if (!withFiles) {
      if (await store.exists(key)) count += 1;
      else missing.push(key);
      continue;
    }
    await using file = await store.localFile(key);
    const written = file && (await writer.addFile(filesFolder + key, file.path).catch(nullWhenGone));
    if (written === null) {
      missing.push(key);
      continue;
    }
    if (written.sha256 !== key)
      throw new ProblemError(
        "internal_error",
        `The stored file ${key} has other bytes than its name says. Find out what changed it; run npm run reconcile.`,
      );
    count += 1;
    sizeBytes += written.sizeBytes;
  }
  return { count, sizeBytes, missing };
}

/** Deleted between being looked up and being opened. */
function nullWhenGone(error: NodeJS.ErrnoException): null {
  if (error.code === "ENOENT") return null;
  throw error;
}
