import { createHash } from "node:crypto";
import { buffer } from "node:stream/consumers";
import { knownMigrations } from "@eai/adapters/postgres";
import { readArchive } from "./archive.ts";
import { backupFormat, type Manifest, manifestName, manifestSchema } from "./manifest.ts";
import { filesFolder } from "./write-backup.ts";

/** The archive is damaged, cut off, or of a version that this one does not know. */
export class UnusableBackupError extends Error {
  override name = "UnusableBackupError";
}

/**
 * Reads a whole backup and compares every byte with its checksum.
 * @throws UnusableBackupError
 */
export async function checkBackup(path: string): Promise<Manifest> {
  const found = new Map<string, { sizeBytes: number; sha256: string }>();
  let text: Buffer | undefined;
  try {
    await readArchive(path, async ({ name, sizeBytes, isFolder, content }) => {
      if (name === manifestName) {
        text = await buffer(content);
        return;
      }
      const hash = createHash("sha256");
      for await (const part of content) hash.update(part as Uint8Array);
      if (!isFolder) found.set(name, { sizeBytes, sha256: hash.digest("hex") });
    });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") {
      throw new UnusableBackupError(`There is no file ${path}.`, { cause: error });
    }
    throw new UnusableBackupError("The backup cannot be read to its end: it is cut off or damaged.", { cause: error });
  }
  if (text === undefined)
    throw new UnusableBackupError("The backup has no manifest: it is cut off, or is none of ours.");
  const manifest = readManifest(text);
  for (const { name, sha256 } of manifest.entries) {
    if (found.get(name)?.sha256 === sha256) continue;
    throw new UnusableBackupError(`${name} in the backup is ${found.has(name) ? "damaged" : "missing"}.`);
  }
  const files = [...found].filter(([name]) => name.startsWith(filesFolder));
  const damaged = files.find(([name, { sha256 }]) => name !== filesFolder + sha256);
  if (damaged) throw new UnusableBackupError(`${damaged[0]} in the backup is damaged.`);
  const expected = manifest.files.included ? manifest.files.count : 0;
  if (files.length !== expected) {
    throw new UnusableBackupError(`The backup has ${files.length} files where it says ${expected}.`);
  }
  return manifest;
}

function readManifest(text: Buffer): Manifest {
  const json: unknown = JSON.parse(text.toString());
  const format = (json as { format?: unknown }).format;
  if (typeof format === "number" && format > backupFormat) throw newer();
  const manifest = manifestSchema.parse(json);
  const known = new Set(knownMigrations());
  if (!manifest.database.migrations.every((hash) => known.has(hash))) throw newer(manifest.version);
  return manifest;
}

function newer(version?: string): UnusableBackupError {
  const by = version === undefined ? "a newer version" : `version ${version}`;
  return new UnusableBackupError(
    `The backup was written by ${by} of the platform, with changes to the database this one does not know. Restore it with that version.`,
  );
}
