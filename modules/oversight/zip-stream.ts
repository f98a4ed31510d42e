import { Zip, ZipDeflate, ZipPassThrough } from "fflate";

export interface ZipEntry {
  /** With `/` between folders. */
  name: string;
  content: AsyncIterable<string | Uint8Array>;
  /** Left out: compressed. */
  stored?: boolean;
}

const encoder = new TextEncoder();

/**
 * A ZIP archive, piece by piece: of its entries no more than one piece is in memory, whatever their size. Without
 * ZIP64, so the whole has to stay below 4 GB and 65,535 entries.
 */
export async function* zipStream(entries: AsyncIterable<ZipEntry>): AsyncGenerator<Uint8Array> {
  let pieces: Uint8Array[] = [];
  let failure: Error | null = null;
  const zip = new Zip((error, piece) => {
    failure ??= error;
    pieces.push(piece);
  });

  function take(): Uint8Array[] {
    if (failure) throw failure;
    const taken = pieces;
    pieces = [];
    return taken.filter((piece) => piece.length > 0);
  }

  try {
    for await (const { name, content, stored } of entries) {
      const file = stored ? new ZipPassThrough(name) : new ZipDeflate(name);
      zip.add(file);
      for await (const piece of content) {
        file.push(typeof piece === "string" ? encoder.encode(piece) : piece);
        yield* take();
      }
      file.push(new Uint8Array(), true);
      yield* take();
    }
    zip.end();
    yield* take();
  } finally {
    zip.terminate();
  }
}
