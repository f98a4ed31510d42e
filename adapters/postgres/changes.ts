import type { ThreadClient } from "@eai/adapters/pglite";
import { type Changes, changesChannel, type Log } from "@eai/modules/kernel";
import pg from "pg";
import type { QueueBackend } from "./job-queue.ts";

const reconnectMs = 1000;
/** A server that is gone without a word closes nothing: it is asked for a sign of life so often. */
const probeMs = 2000;

/** Listens to what the database announces; see `Changes`. */
export async function listenToChanges(backend: QueueBackend, log: Log): Promise<Changes> {
  return backend.kind === "embedded" ? listenToEmbedded(backend.client) : listenToServer(backend.url, log);
}

async function listenToEmbedded(client: ThreadClient): Promise<Changes> {
  const listeners = createListeners();
  const stop = await client.listen(changesChannel, listeners.announce);
  return { heard: true, ...listeners, end: stop };
}

async function listenToServer(url: string, log: Log): Promise<Changes> {
  const listeners = createListeners();
  let heard = false;
  let ended = false;
  let client: pg.Client | undefined;
  let timer: NodeJS.Timeout | undefined;

  async function connect(): Promise<void> {
    const next = new pg.Client({
      connectionString: url,
      application_name: "eai-changes",
      connectionTimeoutMillis: 5000,
      query_timeout: probeMs,
      keepAlive: true,
    });
    client = next;
    next.on("error", () => lost(next));
    next.on("end", () => lost(next));
    next.on("notification", listeners.announce);
    try {
      await next.connect();
      await next.query(`listen ${changesChannel}`);
      // What was kept before is not known to hold: changes may have passed unheard.
      listeners.announce();
      heard = true;
      timer = setTimeout(() => void probe(next), probeMs).unref();
    } catch {
      lost(next);
    }
  }

  async function probe(current: pg.Client): Promise<void> {
    try {
      await current.query("select 1");
      if (current === client && !ended) timer = setTimeout(() => void probe(current), probeMs).unref();
    } catch {
      lost(current);
    }
  }

  function lost(which: pg.Client): void {
    if (which !== client) return;
    client = undefined;
    if (heard) log.warn({}, "announcements of changes lost, everything is read anew");
    heard = false;
    which.end().catch(() => {});
    clearTimeout(timer);
    if (!ended) timer = setTimeout(() => void connect(), reconnectMs).unref();
  }

  await connect();
  return {
    get heard() {
      return heard;
    },
    ...listeners,
    async end() {
      ended = true;
      heard = false;
      clearTimeout(timer);
      const last = client;
      client = undefined;
      await last?.end().catch(() => {});
    },
  };
}

function createListeners(): Pick<Changes, "onChange" | "announce"> {
  const listeners = new Set<() => void>();
  return {
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    announce() {
      for (const listener of listeners) listener();
    },
  };
}
