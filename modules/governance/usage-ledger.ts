import { AsyncLocalStorage } from "node:async_hooks";
import { type Context, type Database, describeError, type Log, newId, ProblemError } from "@eai/modules/kernel";
import { inHalves } from "./in-halves.ts";
import { forgetOpenCalls, noteOpenCalls, recordEndedCalls, renewLeases } from "./open-calls.ts";
import { type UsageDraft, type UsageEntry, usageEntry } from "./usage.ts";

/** Where the calls of models are noted while they run and recorded when they end. */
export interface UsageLedger {
  /**
   * Notes a call that is about to be sent, so that it is recorded even when this process dies. Written in the
   * background: nobody waits.
   * @param draft as far as it is known: prompt tokens as estimated
   * @throws ProblemError `database_unavailable` when so much waits to be written that no more can be kept
   */
  begin(context: Context, draft: UsageDraft): NotedCall;
  /**
   * Records a call that was not noted.
   * @returns when it is on record. Never throws; what cannot be written is kept and tried again
   */
  record(context: Context, draft: UsageDraft): Promise<void>;
}

/** A call that runs. */
export interface NotedCall {
  /**
   * Records what it has used. Once: the second call does nothing.
   * @returns when it is on record, which may be long: nobody who answers a person waits for it. Never throws; what
   * cannot be written is kept and tried again
   */
  end(draft: UsageDraft): Promise<void>;
  /** It reached no server, so there is nothing to record. */
  drop(): void;
}

/** The ledger of a process. */
export interface RunningLedger extends UsageLedger {
  /** Calls of which something is to be written: that they began, or what they used. */
  readonly waiting: number;
  /** Resolves when the calls that have ended so far are on record; those that end meanwhile do not make it longer. */
  recorded(): Promise<void>;
  /** Waits until all that ended so far is on record. */
  flush(): Promise<void>;
  /** The same, but not for ever: before the database is closed. What is left then is told in the log. */
  close(): Promise<void>;
}

export interface UsageLedgerDependencies {
  database: Database;
  log: Log;
  /** Told of each call that is recorded here, at once. */
  observe?: (entry: UsageEntry) => void;
  /** Calls that may wait to be written before new ones are refused. */
  limit?: number;
}

const mostAtOnce = 500;
/** Between two writes: under load each takes all that came meanwhile. */
const pauseMs = 10;
const longestPauseMs = 1000;
const renewalMs = 20_000;
const closeMs = 4000;

interface Call {
  entry: UsageEntry;
  /** An attempt was made to note it, so there may be a row. */
  sent: boolean;
}

interface Ended {
  entry: UsageEntry;
  wasSent: boolean;
  onRecord: () => void;
}

/**
 * Keeps calls in memory until the next write, which takes all at once: one statement for those that began, one
 * transaction for those that ended. A call that ends before it is noted needs no note. While the database is gone
 * everything stays here and is tried again.
 */
export function createUsageLedger(dependencies: UsageLedgerDependencies): RunningLedger {
  const { database, log, observe, limit = 50_000 } = dependencies;
  // A write belongs to no request: nothing of the one that happens to start it goes along.
  const outside = AsyncLocalStorage.snapshot();
  const begun = new Map<string, Call>();
  const noted = new Set<string>();
  let ended: Ended[] = [];
  let dropped: string[] = [];
  let lastEnded = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> | undefined;
  let failures = 0;
  let renewedAt = performance.now();
  let wroteAt = 0;
  let closed = false;

  const waiting = () => begun.size + ended.length + dropped.length;

  function schedule(afterMs: number): void {
    if (timer !== undefined || writing !== undefined || closed) return;
    timer = outside(() => setTimeout(startWriting, afterMs)).unref();
  }

  function startWriting(): void {
    timer = undefined;
    writing = write().finally(() => {
      writing = undefined;
      wroteAt = performance.now();
      if (failures > 0) schedule(Math.min(2 ** failures * pauseMs, longestPauseMs));
      else if (waiting() > 0) schedule(pauseMs);
      else if (noted.size > 0) schedule(renewalMs);
    });
  }

  /** The first thing to write does not wait for the next renewal. */
  function wake(): void {
    if (waiting() === 1 && failures === 0) {
      clearTimeout(timer);
      timer = undefined;
    }
    schedule(Math.max(0, wroteAt + pauseMs - performance.now()));
  }

  async function write(): Promise<void> {
    try {
      await renew();
      await note();
      await record();
      await forget();
      if (failures > 0) log.info({ waiting: waiting() }, "usage is written again");
      failures = 0;
    } catch (error) {
      failures += 1;
      if (failures === 1) log.error({ waiting: waiting(), ...describeError(error) }, "usage not written yet");
    }
  }

  async function renew(): Promise<void> {
    const now = performance.now();
    if (noted.size === 0 || now - renewedAt < renewalMs) return;
    await renewLeases(database, [...noted]);
    renewedAt = now;
  }

  async function note(): Promise<void> {
    const calls = begun.values().take(mostAtOnce).toArray();
    if (calls.length === 0) return;
    for (const call of calls) call.sent = true;
    await inHalves(
      calls,
      (some) => noteOpenCalls(database, some.map(entryOf)),
      ({ entry }, error) => log.error({ id: entry.id, ...describeError(error) }, "call refused by the database"),
    );
    for (const { entry } of calls) if (begun.delete(entry.id)) noted.add(entry.id);
  }

  async function record(): Promise<void> {
    const calls = ended.slice(0, mostAtOnce);
    await inHalves(
      calls,
      (some) => recordEndedCalls(database, some.map(entryOf), some.filter(({ wasSent }) => wasSent).map(idOf)),
      ({ entry }, error) => log.error({ usage: entry, ...describeError(error) }, "usage refused by the database"),
    );
    ended = ended.slice(calls.length);
    for (const { onRecord } of calls) onRecord();
  }

  async function forget(): Promise<void> {
    const ids = dropped.slice(0, mostAtOnce);
    if (ids.length > 0) await forgetOpenCalls(database, ids);
    dropped = dropped.slice(ids.length);
  }

  function push(entry: UsageEntry, wasSent: boolean): Promise<void> {
    observe?.(entry);
    // They are written in this order.
    lastEnded = new Promise((onRecord) => {
      ended.push({ entry, wasSent, onRecord });
      wake();
    });
    return lastEnded;
  }

  async function flush(): Promise<void> {
    while (waiting() > 0 && !closed) {
      schedule(0);
      await (writing ?? new Promise((resolve) => setTimeout(resolve, pauseMs)));
    }
  }

  return {
    get waiting() {
      return waiting();
    },
    begin(context, draft) {
      if (waiting() >= limit) throw tooMuchWaits();
      const call: Call = { entry: usageEntry(context, { ...draft, id: newId("use") }), sent: false };
      const { id } = call.entry;
      begun.set(id, call);
      wake();
      let over = false;
      /** @returns false when it has ended before */
      const leave = () => {
        if (over) return false;
        over = true;
        begun.delete(id);
        noted.delete(id);
        return true;
      };
      return {
        async end(final) {
          if (!leave()) return;
          await push({ ...call.entry, ...final, id, at: new Date().toISOString() }, call.sent);
        },
        drop() {
          if (!leave() || !call.sent) return;
          dropped.push(id);
          wake();
        },
      };
    },
    record: (context, draft) => push(usageEntry(context, draft), false),
    recorded: () => lastEnded,
    flush,
    async close() {
      const late = new Promise<false>((resolve) => setTimeout(resolve, closeMs, false).unref());
      const isWritten = await Promise.race([flush().then(() => true), late]);
      closed = true;
      clearTimeout(timer);
      // A database that does not answer is not waited for any longer.
      if (isWritten) await writing;
      if (ended.length > 0) log.error({ count: ended.length }, "usage not recorded: the database is gone");
    },
  };
}

const entryOf = ({ entry }: { entry: UsageEntry }): UsageEntry => entry;
const idOf = ({ entry }: { entry: UsageEntry }): string => entry.id;

function tooMuchWaits(): ProblemError {
  return new ProblemError(
    "database_unavailable",
    "Usage cannot be recorded right now, so no model is called. Try again in a moment.",
    { retryAfterSeconds: 5 },
  );
}
