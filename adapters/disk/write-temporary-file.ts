import { createHash } from "node:crypto";
import { open } from "node:fs/promises";
import { ProblemError } from "@eai/modules/kernel";
import type { WriteOptions } from "@eai/modules/knowledge";

/**
 * Streams content into a new file that only this user can read, counting and hashing on the way, and waits until it is on
 * the disk. The caller removes the file when this rejects.
 * @throws ProblemError `payload_too_large`, `storage_full`; the reason of the signal; the stream's own error
 */
export async function writeTemporaryFile(
  path: string,
  content: AsyncIterable<Uint8Array>,
  { limitBytes, signal }: WriteOptions,
  flags: "wx" | "w" = "wx",
): Promise<{ contentHash: string; sizeBytes: number }> {
  signal.throwIfAborted();
  const file = await open(path, flags, 0o600).catch(asStorageProblem);
  try {
    const hash = createHash("sha256");
    let sizeBytes = 0;
    for await (const part of stoppedBy(signal, content)) {
      sizeBytes += part.length;
      if (sizeBytes > limitBytes) throw tooLarge(limitBytes);
      hash.update(part);
      await writeAll(file, part);
    }
    await file.sync().catch(asStorageProblem);
    return { contentHash: hash.digest("hex"), sizeBytes };
  } finally {
    await file.close();
  }
}

async function writeAll(file: Awaited<ReturnType<typeof open>>, part: Uint8Array): Promise<void> {
  let written = 0;
  while (written < part.length) {
    const result = await file.write(part, written).catch(asStorageProblem);
    written += result.bytesWritten;
  }
}

/** Ends at the signal also while the source is silent. */
async function* stoppedBy(signal: AbortSignal, content: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const iterator = content[Symbol.asyncIterator]();
  let onAbort: (() => void) | undefined;
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(signal.reason);
    signal.addEventListener("abort", onAbort, { once: true });
  });
  // Whoever waits below gets the rejection; unhandled it must not end the program.
  aborted.catch(() => {});
  try {
    for (;;) {
      signal.throwIfAborted();
      const { done, value } = await Promise.race([iterator.next(), aborted]);
      if (done) return;
      yield value;
    }
  } finally {
    if (onAbort) signal.removeEventListener("abort", onAbort);
    // Not awaited: a source that is stuck would never answer.
    iterator.return?.().catch(() => {});
  }
}

function tooLarge(limitBytes: number): ProblemError {
  const limit = limitBytes >= 1_000_000 ? `${Math.floor(limitBytes / 1_000_000)} MB` : `${limitBytes} bytes`;
  return new ProblemError(
    "payload_too_large",
    `The file is larger than the limit of ${limit}. Split it, or ask your administrator to raise the limit.`,
  );
}

const fullCodes = new Set(["ENOSPC", "EDQUOT", "EFBIG"]);

/** @throws ProblemError `storage_full` when there is no room; else what it was given */
export function asStorageProblem(error: NodeJS.ErrnoException): never {
  if (!fullCodes.has(error.code ?? "")) throw error;
  throw new ProblemError(
    "storage_full",
    "There is no room left to store files. Ask your administrator to free or add disk space.",
    {
      cause: error,
    },
  );
}
