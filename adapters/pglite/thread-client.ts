import { AsyncLocalStorage } from "node:async_hooks";
import { Worker } from "node:worker_threads";
import type { ThreadData, ThreadError, ThreadRequest, ThreadResponse } from "./thread-protocol.ts";

interface Rows {
  rows: unknown[];
}

interface QueryOptions {
  rowMode?: "array" | "object";
  parsers?: unknown;
}

/** What Drizzle and pg-boss use of PGlite, answered by the database thread. */
export interface ThreadSession {
  query(text: string, params?: unknown[], options?: QueryOptions): Promise<Rows>;
  exec(text: string): Promise<Rows[]>;
}

export interface ThreadClient extends ThreadSession {
  transaction<Value>(work: (session: ThreadSession) => Promise<Value>): Promise<Value>;
  listen(channel: string, onNotification: (payload: string) => void): Promise<() => Promise<void>>;
  /** The whole data directory as an archive. */
  dump(): Promise<Blob>;
  /** Copies the data directory between two transactions, without holding it in memory. */
  copy(from: string, to: string): Promise<void>;
  close(): Promise<void>;
}

type RequestBody = ThreadRequest extends infer Request
  ? Request extends ThreadRequest
    ? Omit<Request, "id">
    : never
  : never;

/** A failure of the embedded database; `code` is the SQLSTATE. */
export class EmbeddedDatabaseError extends Error {
  override name = "EmbeddedDatabaseError";
  readonly code: string | undefined;
  readonly detail: string | undefined;
  readonly constraint: string | undefined;
  constructor(error: ThreadError) {
    super(error.message);
    this.code = error.code;
    this.detail = error.detail;
    this.constraint = error.constraint;
  }
}

/** Starts the database thread and resolves when the database is open. */
export async function openThread(data: ThreadData): Promise<ThreadClient> {
  const worker = new Worker(new URL("./database-thread.ts", import.meta.url), { workerData: data });
  const pending = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  const listeners = new Map<string, Set<(payload: string) => void>>();
  const openTransaction = new AsyncLocalStorage<{ open: boolean }>();
  let nextId = 1;
  let ended: Error | undefined;

  function endAll(error: Error): void {
    ended ??= error;
    for (const { reject } of pending.values()) reject(error);
    pending.clear();
  }

  await new Promise<void>((resolve, reject) => {
    worker.on("message", (response: ThreadResponse) => {
      switch (response.kind) {
        case "ready":
          return resolve();
        case "unusable":
          return reject(new EmbeddedDatabaseError(response.error));
        case "notification":
          for (const listener of listeners.get(response.channel) ?? []) listener(response.payload);
          return;
        case "result":
          pending.get(response.id)?.resolve(response.value);
          pending.delete(response.id);
          return;
        case "error":
          pending.get(response.id)?.reject(new EmbeddedDatabaseError(response.error));
          pending.delete(response.id);
          return;
        default:
          return response satisfies never;
      }
    });
    worker.on("error", (error) => {
      reject(error);
      endAll(new Error("The database thread stopped.", { cause: error }));
    });
    worker.on("exit", () => endAll(new Error("The database is closed.")));
  });

  function ask(body: RequestBody): Promise<unknown> {
    if (ended) return Promise.reject(ended);
    const id = nextId++;
    return new Promise((resolve, reject) => {
      pending.set(id, { resolve, reject });
      worker.postMessage({ ...body, id });
    });
  }

  function session(transaction: number | null): ThreadSession {
    function guard(): void {
      if (transaction === null && openTransaction.getStore()?.open) {
        throw new Error(
          "A query outside of the open transaction would wait for it for ever. Use the transaction handle.",
        );
      }
    }
    return {
      async query(text, params = [], options = {}) {
        guard();
        const result = await ask({
          kind: "query",
          transaction,
          text,
          params,
          arrayRows: options.rowMode === "array",
          timesAsText: options.parsers !== undefined,
        });
        return result as Rows;
      },
      async exec(text) {
        guard();
        return (await ask({ kind: "exec", transaction, text })) as Rows[];
      },
    };
  }

  async function transaction<Value>(work: (inner: ThreadSession) => Promise<Value>): Promise<Value> {
    if (openTransaction.getStore()?.open) {
      throw new Error("A transaction inside of the open one would wait for it for ever. Use the transaction handle.");
    }
    const id = (await ask({ kind: "begin" })) as number;
    const state = { open: true };
    try {
      const value = await openTransaction.run(state, () => work(session(id)));
      await ask({ kind: "finish", transaction: id, command: "COMMIT" });
      return value;
    } catch (error) {
      await ask({ kind: "finish", transaction: id, command: "ROLLBACK" }).catch(() => {});
      throw error;
    } finally {
      state.open = false;
    }
  }

  return {
    ...session(null),
    transaction,
    async listen(channel, onNotification) {
      // The thread listens from the first time on, once: asked again it would tell everything twice.
      const isFirst = !listeners.has(channel);
      const known = listeners.get(channel) ?? new Set();
      known.add(onNotification);
      listeners.set(channel, known);
      if (isFirst) await ask({ kind: "listen", channel });
      return async () => void known.delete(onNotification);
    },
    async copy(from, to) {
      await ask({ kind: "copy", from, to });
    },
    async dump() {
      return (await ask({ kind: "dump" })) as Blob;
    },
    async close() {
      if (ended) return;
      await ask({ kind: "close" }).catch(() => {});
      await worker.terminate();
    },
  };
}
