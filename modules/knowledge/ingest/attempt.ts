import type { DocumentState } from "@eai/contract";
import { type Database, describeError, type Log, type Transaction } from "@eai/modules/kernel";
import { and, eq, type SQL, sql } from "drizzle-orm";
import type { PgUpdateSetSource } from "drizzle-orm/pg-core";
import { documentVersions } from "../tables.ts";

/** Another attempt took over, or the version, document or knowledge base is gone: nothing may be written any more. */
export class OvertakenError extends Error {
  override name = "OvertakenError";
}

export type IngestionStage = "extracting" | "chunking" | "embedding" | "indexing";

/** One worker's hold on one version. Every write goes through it, and fails once the hold is lost. */
export interface Attempt extends AsyncDisposable {
  readonly stage: IngestionStage;
  /** Aborts when the job is to stop, or the hold is lost. */
  readonly signal: AbortSignal;
  /** Begins a stage. @throws OvertakenError */
  enter(stage: IngestionStage): Promise<void>;
  /** How far the stage is, 0 to 1; written now and then. */
  progress(done: number): void;
  /** A transaction that holds the version against other writers. @throws OvertakenError */
  write<Value>(work: (transaction: Transaction) => Promise<Value>): Promise<Value>;
}

/** The changes that one attempt makes to its version. */
export type VersionChanges = PgUpdateSetSource<typeof documentVersions>;

/** The share of the whole ingestion each stage takes, as its beginning and end. */
export type StageShares = Record<IngestionStage, readonly [number, number]>;

const sharesWithEmbedding: StageShares = {
  extracting: [0, 0.3],
  chunking: [0.3, 0.35],
  embedding: [0.35, 0.85],
  indexing: [0.85, 1],
};
const sharesWithoutEmbedding: StageShares = {
  extracting: [0, 0.6],
  chunking: [0.6, 0.65],
  embedding: [0.65, 0.65],
  indexing: [0.65, 1],
};

export interface AttemptInput {
  versionId: string;
  /** The number that fences: a higher one means another worker took over. */
  attempt: number;
  leaseSeconds: number;
  signal: AbortSignal;
  embeds: boolean;
}

const progressIntervalMs = 500;

/** By the clock of the database: those of the workers may differ. */
export function leaseUntil(leaseSeconds: number): SQL<Date> {
  return sql<Date>`now() + make_interval(secs => ${leaseSeconds})`;
}

/** @throws OvertakenError when the version is not this attempt's any more */
export async function writeFenced(
  database: Database | Transaction,
  { versionId, attempt }: Pick<AttemptInput, "versionId" | "attempt">,
  changes: VersionChanges,
): Promise<void> {
  const held = await database
    .update(documentVersions)
    .set({ ...changes, updatedAt: new Date() })
    .where(and(eq(documentVersions.id, versionId), eq(documentVersions.attempt, attempt)))
    .returning({ id: documentVersions.id });
  if (held.length === 0) throw new OvertakenError("Another attempt took over, or the document is gone.");
}

/** Holds a claimed version: renews the lease until disposed of. */
export function holdAttempt(database: Database, input: AttemptInput, log: Log): Attempt {
  const lost = new AbortController();
  const shares = input.embeds ? sharesWithEmbedding : sharesWithoutEmbedding;
  let stage: IngestionStage = "extracting";
  let reached = 0;
  let writtenAt = Date.now();
  let writing: Promise<void> | undefined;

  async function save(changes: VersionChanges): Promise<void> {
    writtenAt = Date.now();
    await writeFenced(database, input, { ...changes, leaseExpiresAt: leaseUntil(input.leaseSeconds) });
  }

  /** In the background: a lost hold ends the work, any other trouble waits for the next time. */
  function saveSoon(changes: VersionChanges): void {
    if (writing !== undefined || lost.signal.aborted) return;
    writing = save(changes)
      .catch((error: unknown) => {
        if (error instanceof OvertakenError) lost.abort(error);
        else log.warn({ version_id: input.versionId, ...describeError(error) }, "progress was not saved");
      })
      .finally(() => {
        writing = undefined;
      });
  }

  const timer = setInterval(() => saveSoon({ progress: reached }), (input.leaseSeconds * 1000) / 3);

  return {
    signal: AbortSignal.any([input.signal, lost.signal]),
    get stage() {
      return stage;
    },
    async enter(next) {
      stage = next;
      reached = shares[next][0];
      await writing;
      await save({ state: next satisfies DocumentState, progress: reached });
    },
    progress(done) {
      const [from, to] = shares[stage];
      reached = from + (to - from) * Math.min(Math.max(done, 0), 1);
      if (Date.now() - writtenAt >= progressIntervalMs) saveSoon({ progress: reached });
    },
    write: (work) =>
      database.transaction(async (transaction) => {
        await writeFenced(transaction, input, { leaseExpiresAt: leaseUntil(input.leaseSeconds) });
        return work(transaction);
      }),
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      await writing;
    },
  };
}
