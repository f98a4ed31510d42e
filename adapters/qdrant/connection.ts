import { setTimeout as wait } from "node:timers/promises";
import { describeError, type Log, ProblemError } from "@eai/modules/kernel";
import { QdrantClient } from "@qdrant/js-client-rest";

export interface QdrantSettings {
  /** `http` or `https`; without a port it is 6333, as Qdrant's own tools have it. A path in it is kept. */
  url: string;
  apiKey?: string | undefined;
  /** Before the name of each collection; what begins with it belongs to this installation. */
  collectionPrefix: string;
  /** Of one request that writes. */
  timeoutSeconds: number;
  /** Of a search, all tries together; default 4.5. */
  patienceSeconds?: number | undefined;
  quantization: "none" | "scalar" | "binary";
  /** How many times more candidates are taken from quantized vectors before the exact ones decide. */
  oversampling: number;
  /** Left out: the server decides. Fixed once a collection is made. */
  shardNumber?: number | undefined;
  replicationFactor?: number | undefined;
  writeConsistencyFactor?: number | undefined;
}

export interface QdrantConnection {
  /** For what a person waits for: fails within five seconds. @throws ProblemError `search_unavailable` */
  read<Result>(what: string, ask: (client: QdrantClient) => Promise<Result>): Promise<Result>;
  /** Patient, and tries again what may succeed later. @throws ProblemError `search_unavailable` */
  write<Result>(what: string, ask: (client: QdrantClient) => Promise<Result>): Promise<Result>;
}

const patienceSeconds = 4.5;
/** Before each further try of a write. */
const pausesMs = [250, 1000, 3000];
const longestPauseMs = 10_000;
const readPausesMs = [100, 400];

/** The only place that calls Qdrant. Opens no connection before the first request. */
export function connectQdrant(settings: QdrantSettings, log: Log): QdrantConnection {
  const patienceMs = 1000 * (settings.patienceSeconds ?? patienceSeconds);
  const reader = createClient(settings, patienceMs);
  const writer = createClient(settings, settings.timeoutSeconds * 1000);

  function unavailable(what: string, error: unknown): ProblemError {
    if (error instanceof ProblemError) return error;
    log.warn({ what, ...describeFailure(error) }, "qdrant did not do it");
    return new ProblemError(
      "search_unavailable",
      "The vector index cannot be used right now. Try again in a moment; the log of the server says more.",
      { cause: error, retryAfterSeconds: 5 },
    );
  }

  return {
    async read(what, ask) {
      const { promise: tooLate, reject } = Promise.withResolvers<never>();
      const timer = setTimeout(() => reject(new Error("no answer in time")), patienceMs);
      const half = performance.now() + patienceMs / 2;
      const mayWait = (pauseMs: number) => performance.now() + pauseMs < half;
      try {
        return await Promise.race([insist(() => ask(reader), readPausesMs, mayWait), tooLate]);
      } catch (error) {
        throw unavailable(what, error);
      } finally {
        clearTimeout(timer);
      }
    },
    async write(what, ask) {
      try {
        return await insist(
          () => ask(writer),
          pausesMs,
          () => true,
        );
      } catch (error) {
        throw unavailable(what, error);
      }
    },
  };
}

/**
 * The client has traps that are kept away from the rest: without a port it takes 6333 even for `https`, also where 443
 * is written; it drops the path of a URL; it prints warnings; and by itself it would wait for five minutes.
 */
export function createClient({ url, apiKey }: QdrantSettings, timeout: number): QdrantClient {
  const { protocol, hostname, pathname } = new URL(url);
  const written = /^[a-z]+:\/\/[^/?#]*:(\d+)(?:[/?#]|$)/i.exec(url)?.[1];
  const prefix = pathname.replace(/\/+$/, "");
  return new QdrantClient({
    host: hostname,
    https: protocol === "https:",
    port: written === undefined ? 6333 : Number(written),
    ...(prefix !== "" && { prefix }),
    timeout,
    checkCompatibility: false,
    ...(apiKey !== undefined && { headers: { "api-key": apiKey } }),
  });
}

async function insist<Result>(
  ask: () => Promise<Result>,
  pauses: readonly number[],
  mayWait: (pauseMs: number) => boolean,
): Promise<Result> {
  for (const pause of pauses) {
    try {
      return await ask();
    } catch (error) {
      if (!isPassing(error)) throw error;
      const pauseMs = Math.min(longestPauseMs, (retryAfterSeconds(error) ?? 0) * 1000 || pause * (0.5 + Math.random()));
      if (!mayWait(pauseMs)) throw error;
      await wait(pauseMs);
    }
  }
  return ask();
}

/** Too many requests, trouble of the server or of the way to it; not a refusal of the request itself. */
function isPassing(error: unknown): boolean {
  if (error instanceof ProblemError) return false;
  const status = statusOf(error);
  return status === undefined ? true : status === 429 || status >= 500;
}

/** HTTP status of a refusal; undefined when there was no answer, or the client told it in another form. */
export function statusOf(error: unknown): number | undefined {
  const cause = error instanceof ProblemError ? error.cause : error;
  const status = cause instanceof Error && "status" in cause ? cause.status : undefined;
  return typeof status === "number" ? status : undefined;
}

function retryAfterSeconds(error: unknown): number | undefined {
  const seconds = error instanceof Error && "retry_after" in error ? error.retry_after : undefined;
  return typeof seconds === "number" && Number.isFinite(seconds) ? seconds : undefined;
}

/** Qdrant's own words name fields and limits, and no text of a document: these never get there. */
function describeFailure(error: unknown): Record<string, unknown> {
  const data = error instanceof Error && "data" in error ? error.data : undefined;
  const { status } = (data ?? {}) as { status?: { error?: unknown } };
  const answer = typeof status?.error === "string" ? status.error.slice(0, 300) : undefined;
  return { ...describeError(error), status: statusOf(error), ...(answer !== undefined && { answer }) };
}
