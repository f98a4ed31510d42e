/** The thread that owns PGlite: WebAssembly blocks while it works, and must not block the event loop of the API. */
import { cp } from "node:fs/promises";
import { parentPort, workerData } from "node:worker_threads";
import { PGlite, type Results, types } from "@electric-sql/pglite";
import { vector } from "@electric-sql/pglite-pgvector";
import type { ThreadData, ThreadError, ThreadRequest, ThreadResponse } from "./thread-protocol.ts";

if (!parentPort) throw new Error("This file runs as a worker thread only.");
const port = parentPort;

/** Times and their arrays as PostgreSQL writes them: what Drizzle expects to get. */
const timeTypes = [types.TIMESTAMP, types.TIMESTAMPTZ, types.INTERVAL, types.DATE, 1231, 1115, 1185, 1187, 1182];
const timesAsTextParsers = Object.fromEntries(timeTypes.map((type) => [type, (value: string) => value]));

function post(response: ThreadResponse): void {
  port.postMessage(response);
}

function toThreadError(error: unknown): ThreadError {
  if (!(error instanceof Error)) return { message: String(error) };
  const { message, code, detail, constraint, table } = error as Error & Omit<ThreadError, "message">;
  return Object.fromEntries(
    Object.entries({ message, code, detail, constraint, table }).filter(([, value]) => typeof value === "string"),
  ) as unknown as ThreadError;
}

/** One session, so one at a time: a transaction holds the turn from BEGIN to its end, the rest wait in order. */
const waiting: (() => void)[] = [];
let holder: number | "statement" | null = null;

function takeTurn(as: number | "statement"): Promise<void> {
  if (holder === null) {
    holder = as;
    return Promise.resolve();
  }
  return new Promise((resolve) => {
    waiting.push(() => {
      holder = as;
      resolve();
    });
  });
}

function passTurn(): void {
  holder = null;
  waiting.shift()?.();
}

async function inTurn<Value>(transaction: number | null, work: () => Promise<Value>): Promise<Value> {
  if (transaction !== null) {
    if (holder !== transaction) throw new Error("This transaction has ended.");
    return work();
  }
  await takeTurn("statement");
  try {
    return await work();
  } finally {
    passTurn();
  }
}

async function answer(database: PGlite, request: ThreadRequest): Promise<unknown> {
  switch (request.kind) {
    case "query":
      return inTurn(request.transaction, () =>
        database.query(request.text, request.params, {
          rowMode: request.arrayRows ? "array" : "object",
          ...(request.timesAsText ? { parsers: timesAsTextParsers } : {}),
        }),
      );
    case "exec":
      return inTurn(request.transaction, (): Promise<Results[]> => database.exec(request.text));
    case "begin": {
      await takeTurn(request.id);
      try {
        await database.exec("BEGIN");
      } catch (error) {
        passTurn();
        throw error;
      }
      return request.id;
    }
    case "finish":
      try {
        return await inTurn(request.transaction, () => database.exec(request.command));
      } finally {
        if (holder === request.transaction) passTurn();
      }
    case "listen":
      await database.listen(request.channel, (payload) =>
        post({ kind: "notification", channel: request.channel, payload }),
      );
      return null;
    case "dump":
      return inTurn(null, () => database.dumpDataDir("none"));
    case "copy":
      // Nothing is written while the turn is ours, and what is in memory alone is on disk before.
      return inTurn(null, async () => {
        await database.exec("CHECKPOINT");
        await cp(request.from, request.to, { recursive: true });
        return null;
      });
    case "close":
      await inTurn(null, () => database.close());
      return null;
    default:
      return request satisfies never;
  }
}

async function run({ directory, dump }: ThreadData): Promise<void> {
  const database = await PGlite.create({
    ...(directory === undefined ? {} : { dataDir: directory }),
    ...(dump === undefined ? {} : { loadDataDir: dump }),
    extensions: { vector },
  });
  port.on("message", (request: ThreadRequest) => {
    answer(database, request).then(
      (value) => post({ kind: "result", id: request.id, value }),
      (error: unknown) => post({ kind: "error", id: request.id, error: toThreadError(error) }),
    );
  });
  post({ kind: "ready" });
}

run(workerData as ThreadData).catch((error: unknown) => post({ kind: "unusable", error: toThreadError(error) }));
