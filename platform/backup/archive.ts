import { createHash } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { rename, rm, stat } from "node:fs/promises";
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip, createGzip } from "node:zlib";
import { extract, pack } from "tar-stream";

export interface WrittenEntry {
  name: string;
  sizeBytes: number;
  /** Hexadecimal. */
  sha256: string;
}

export interface ArchiveWriter {
  add(name: string, sizeBytes: number, content: Readable): Promise<WrittenEntry>;
  addFile(name: string, path: string): Promise<WrittenEntry>;
  addFolder(name: string): void;
}

/**
 * Writes a tar archive, compressed when its name ends in `.gz`. It has its name only once it is complete and on the disk;
 * when `fill` throws nothing is left.
 */
export async function writeArchive(path: string, fill: (writer: ArchiveWriter) => Promise<void>): Promise<void> {
  const unfinished = `${path}.unfinished`;
  const tar = pack();
  const target = createWriteStream(unfinished, { mode: 0o600, flush: true });
  const written = isCompressed(path) ? pipeline(tar, createGzip(), target) : pipeline(tar, target);
  // Whoever waits below gets it; a disk that is full also ends what is being added.
  const broken = new Promise<never>((_, reject) => written.catch(reject));
  broken.catch(() => undefined);

  async function add(name: string, sizeBytes: number, content: Readable): Promise<WrittenEntry> {
    const hash = createHash("sha256");
    const hashed = new Transform({
      transform(part: Uint8Array, _encoding, done) {
        hash.update(part);
        done(null, part);
      },
    });
    const entry = tar.entry({ name, size: sizeBytes, mode: 0o600 });
    await Promise.race([pipeline(content, hashed, entry), broken]);
    return { name, sizeBytes, sha256: hash.digest("hex") };
  }

  try {
    await Promise.race([
      fill({
        addFolder: (name) => void tar.entry({ name, type: "directory", mode: 0o700 }),
        add,
        addFile: async (name, file) => add(name, (await stat(file)).size, createReadStream(file)),
      }),
      broken,
    ]);
    tar.finalize();
    await written;
    await rename(unfinished, path);
  } catch (error) {
    tar.destroy();
    await written.catch(() => undefined);
    await rm(unfinished, { force: true });
    throw error;
  }
}

export interface ReadEntry {
  name: string;
  sizeBytes: number;
  isFolder: boolean;
  /** Read it to its end. */
  content: Readable;
}

/** Goes through an archive once, entry by entry. @throws Error when it is cut off or no archive */
export async function readArchive(path: string, take: (entry: ReadEntry) => Promise<void>): Promise<void> {
  const tar = extract();
  const source = createReadStream(path);
  const read = isCompressed(path) ? pipeline(source, createGunzip(), tar) : pipeline(source, tar);
  read.catch(() => undefined);
  for await (const entry of tar) {
    const { name, size = 0, type } = entry.header;
    await take({ name, sizeBytes: size, isFolder: type === "directory", content: Readable.from(entry) });
  }
  await read;
}

function isCompressed(path: string): boolean {
  return /\.(gz|tgz)$/i.test(path);
}
