import type { AnswerPart, StreamRelay } from "@eai/modules/chat";

export interface MemoryRelay extends StreamRelay {
  /** True while this process has the parts of the answer. */
  holds(answerId: string): boolean;
}

interface Buffer {
  parts: AnswerPart[];
  closed: boolean;
  /** Followers that have read everything so far. */
  waiting: Set<() => void>;
}

/**
 * The relay of one process.
 * @param keepSeconds how long new readers find a closed answer here; those who read it already read on, and the database
 * has it for good
 */
export function createMemoryRelay(keepSeconds = 15): MemoryRelay {
  const buffers = new Map<string, Buffer>();
  const stopListeners = new Set<(answerId: string) => void>();
  const forgetting = new Set<NodeJS.Timeout>();

  function wakeAll(buffer: Buffer): void {
    for (const wake of buffer.waiting) wake();
    buffer.waiting.clear();
  }

  function untilChange(buffer: Buffer, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      function wake(): void {
        buffer.waiting.delete(wake);
        signal.removeEventListener("abort", wake);
        resolve();
      }
      buffer.waiting.add(wake);
      signal.addEventListener("abort", wake, { once: true });
    });
  }

  return {
    holds: (answerId) => buffers.has(answerId),

    append(answerId, part) {
      const buffer = buffers.get(answerId) ?? { parts: [], closed: false, waiting: new Set() };
      if (buffer.closed) return;
      buffers.set(answerId, buffer);
      buffer.parts.push(part);
      wakeAll(buffer);
    },

    close(answerId) {
      const buffer = buffers.get(answerId);
      if (!buffer || buffer.closed) return;
      buffer.closed = true;
      wakeAll(buffer);
      const timer = setTimeout(() => {
        forgetting.delete(timer);
        buffers.delete(answerId);
      }, keepSeconds * 1000);
      timer.unref();
      forgetting.add(timer);
    },

    async *follow(answerId, from, signal) {
      const buffer = buffers.get(answerId);
      if (!buffer) return;
      for (let position = from; !signal.aborted; ) {
        const part = buffer.parts[position];
        if (part !== undefined) {
          position += 1;
          yield part;
        } else if (buffer.closed) {
          return;
        } else {
          await untilChange(buffer, signal);
        }
      }
    },

    requestStop(answerId) {
      for (const listener of stopListeners) listener(answerId);
    },

    onStop(listener) {
      stopListeners.add(listener);
    },

    async end() {
      for (const timer of forgetting) clearTimeout(timer);
      for (const buffer of buffers.values()) {
        buffer.closed = true;
        wakeAll(buffer);
      }
      buffers.clear();
      stopListeners.clear();
    },
  };
}
