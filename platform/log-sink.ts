import { fstatSync } from "node:fs";
import { Socket } from "node:net";
import { type DestinationStream, pino } from "pino";

export interface LogSink extends DestinationStream {
  /** Writes what was told in this turn of the event loop. */
  flushSync(): void;
  /** Lines that were not written, because nobody read what was there. */
  dropped(): number;
}

/** What waits for a reader at most: some ten thousand lines. */
const limitBytes = 4 * 1024 * 1024;

/**
 * Standard output for the log. Where it is a pipe, a reader that does not read costs neither time nor more memory than
 * the limit: further lines are dropped and counted, and the process can still end. pino's own writer would keep every
 * line, and hold the end of the process until somebody reads.
 */
export function openLogSink(fileDescriptor = 1): LogSink {
  if (!isPipe(fileDescriptor)) {
    const file = pino.destination(fileDescriptor);
    return { write: (line) => void file.write(line), flushSync: () => file.flushSync(), dropped: () => 0 };
  }
  const pipe = new Socket({ fd: fileDescriptor, readable: false, writable: true });
  // Its reader is gone: nothing to be done, and no reason to end.
  pipe.on("error", () => {});
  pipe.unref();
  let lines = "";
  let dropped = 0;

  function flush(): void {
    const written = lines;
    lines = "";
    if (written !== "" && !pipe.destroyed) pipe.write(written);
  }

  process.once("exit", flush);
  return {
    write(line) {
      if (pipe.destroyed || pipe.writableLength + lines.length + line.length > limitBytes) {
        dropped += 1;
        return;
      }
      // One write for all the lines of a turn.
      if (lines === "") setImmediate(flush);
      lines += line;
    },
    flushSync: flush,
    dropped: () => dropped,
  };
}

function isPipe(fileDescriptor: number): boolean {
  const status = fstatSync(fileDescriptor);
  return status.isFIFO() || status.isSocket();
}
