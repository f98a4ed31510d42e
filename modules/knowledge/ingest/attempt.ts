import type { DocumentState } from "@eai/contract";
import { type Database, describeError, type Log, type Transaction } from "@eai/modules/kernel";
import { and, eq, notInArray, type SQL, sql } from "drizzle-orm";
import type { PgUpdateSetSource } from "drizzle-orm/pg-core";
import { documentVersions, type IngestionActivity } from "../tables.ts";
import type { WaitingReason } from "./put-off.ts";

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
  /** What is told of the stage at the moment; null while nothing is known. */
  readonly activity: IngestionActivity | null;
  /**
   * Begins a stage. Told at once where it may take long, else soon: most stages of most documents are over before anybody
   * could see them.
   * @throws OvertakenError
   */
  enter(stage: IngestionStage): Promise<void>;
  /** How far the stage is, 0 to 1; written now and then. */
  progress(done: number): void;
  /** The same, counted; whatever it waited for is over. */
  counted(done: number, total: number, unit: IngestionActivity["unit"]): void;
  /** It stands still until something is there again; told at once. */
  waiting(reason: WaitingReason, seconds: number): void;
  /** Ends what is told in the background, so that what is written next stays: the hold is about to be given back. */
  fallSilent(): Promise<void>;
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
const soonMs = 200;
/** How late a worker notices at most that its document was stopped, deleted or taken over. */
const lookMs = 2_000;

/** By the clock of the database: those of the workers may differ. */
export function leaseUntil(leaseSeconds: number): SQL<Date> {
  return sql<Date>`now() + make_interval(secs => ${leaseSeconds})`;
}

/**
 * @param options.unfinished not once the version has ended, also when this attempt ended it
 * @throws OvertakenError when the version is not this attempt's any more
 */
export async function writeFenced(
  database: Database | Transaction,
  { versionId, attempt }: Pick<AttemptInput, "versionId" | "attempt">,
  changes: VersionChanges,
  options: { unfinished?: boolean } = {},
): Promise<void> {
  const held = await database
    .update(documentVersions)
    .set({ ...changes, updatedAt: new Date() })
    .where(
      and(
        eq(documentVersions.id, versionId),
        eq(documentVersions.attempt, attempt),
        options.unfinished ? notInArray(documentVersions.state, ["ready", "failed"]) : undefined,
      ),
    )
    .returning({ id: documentVersions.id });
  if (held.length === 0) throw new OvertakenError("Another attempt took over, or the document is gone.");
}

/** Holds a claimed version: renews the lease until disposed of. */
export function holdAttempt(database: Database, input: AttemptInput, log: Log): Attempt {
  const lost = new AbortController();
  const shares = input.embeds ? sharesWithEmbedding : sharesWithoutEmbedding;
  let stage: IngestionStage = "extracting";
  let reached = 0;
  let activity: IngestionActivity | null = null;
  let writtenAt = Date.now();
  let writing: Promise<void> | undefined;
  let soon: NodeJS.Timeout | undefined;

  async function save(): Promise<void> {
    writtenAt = Date.now();
    const changes = { state: stage satisfies DocumentState, progress: reached, activity };
    const leaseExpiresAt = leaseUntil(input.leaseSeconds);
    await writeFenced(database, input, { ...changes, leaseExpiresAt }, { unfinished: true });
  }

  /** In the background: a lost hold ends the work, any other trouble waits for the next time. */
  function saveSoon(): void {
    if (writing !== undefined || lost.signal.aborted) return;
    writing = save()
      .catch((error: unknown) => {
        if (error instanceof OvertakenError) lost.abort(error);
        else log.warn({ version_id: input.versionId, ...describeError(error) }, "progress was not saved");
      })
      .finally(() => {
        writing = undefined;
      });
  }

  function progress(done: number): void {
    const [from, to] = shares[stage];
    reached = from + (to - from) * Math.min(Math.max(done, 0), 1);
    if (Date.now() - writtenAt >= progressIntervalMs) saveSoon();
  }

  async function fallSilent(): Promise<void> {
    clearInterval(timer);
    clearTimeout(soon);
    await writing;
  }

  const timer = setInterval(saveSoon, Math.min((input.leaseSeconds * 1000) / 3, lookMs));

  return {
    signal: AbortSignal.any([input.signal, lost.signal]),
    get stage() {
      return stage;
    },
    get activity() {
      return activity;
    },
    async enter(next) {
      stage = next;
      reached = shares[next][0];
      activity = null;
      clearTimeout(soon);
      await writing;
      // A model is asked next.
      if (next === "embedding") return save();
      soon = setTimeout(saveSoon, soonMs);
    },
    progress,
    counted(done, total, unit) {
      activity = { done, total, unit };
      progress(total === 0 ? 1 : done / total);
    },
    waiting(reason, seconds) {
      const until = new Date(Date.now() + seconds * 1000).toISOString();
      activity = { ...(activity ?? { done: 0, total: 0, unit: "passages" }), waiting: reason, until };
      saveSoon();
    },
    write: (work) =>
      database.transaction(async (transaction) => {
        await writeFenced(transaction, input, { leaseExpiresAt: leaseUntil(input.leaseSeconds) }, { unfinished: true });
        return work(transaction);
      }),
    fallSilent,
    [Symbol.asyncDispose]: fallSilent,
  };
}
