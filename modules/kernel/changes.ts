/**
 * Tells of changes to what is read at every request: who people are, their keys, tenants with their settings, budgets,
 * deployments out of service. The database announces them itself, whoever makes them.
 */
export interface Changes {
  /** False while announcements may be missed: then nothing may be kept. */
  readonly heard: boolean;
  /** @returns a function that ends the listening */
  onChange(listener: () => void): () => void;
  /** For a change made through this process, whose announcement may come a moment after it. */
  announce(): void;
  end(): Promise<void>;
}

/** The channel on which the database announces changes, see the migration `announce_changes`. */
export const changesChannel = "eai_changes";

/** Remembers values that were read from the database until anything changes there. */
export interface Kept<Value> {
  /** The value of a key: kept, or read now. Concurrent readers of one key share one read. */
  get(key: string, read: () => Promise<Value>): Promise<Value>;
}

export interface KeptOptions {
  /** However quiet it is, a value is read again after so long. */
  maxAgeMs: number;
  /** Keys kept at most; the oldest go first. */
  limit: number;
}

export function createKept<Value>(changes: Changes, { maxAgeMs, limit }: KeptOptions): Kept<Value> {
  const values = new Map<string, { value: Promise<Value>; readAt: number }>();
  changes.onChange(() => values.clear());
  return {
    get(key, read) {
      if (!changes.heard) return read();
      const known = values.get(key);
      if (known && performance.now() - known.readAt < maxAgeMs) return known.value;
      const value = read();
      const entry = { value, readAt: performance.now() };
      values.delete(key);
      values.set(key, entry);
      if (values.size > limit) values.delete(values.keys().next().value ?? key);
      // A read that failed is nobody's value.
      value.catch(() => {
        if (values.get(key) === entry) values.delete(key);
      });
      return value;
    },
  };
}

/** For programs and tests without announcements: everything is read each time. */
export const noChanges: Changes = {
  heard: false,
  onChange: () => () => {},
  announce() {},
  end: async () => {},
};
