import type { MovableIndex } from "@eai/adapters/lexical";

export interface MoveInput {
  from: MovableIndex;
  to: MovableIndex;
  /** Reads through the target first and puts in again what it lacks although it is written down as there. */
  verify: boolean;
  signal: AbortSignal;
  /** After each version. */
  onProgress?: (progress: MoveProgress) => void;
}

export interface MoveProgress {
  /** Versions of this round that were looked at, and how many it has. */
  done: number;
  total: number;
}

export interface MoveReport {
  versions: number;
  chunks: number;
  /** Versions that were there already. */
  before: number;
  /** Left the source while they were copied. */
  gone: number;
}

/** Rounds after the first take what changed meanwhile; on a busy installation the last ones are left to the next run. */
const roundLimit = 5;

/**
 * Copies what one index has into the other, without a model and without stopping anything: the platform goes on with the
 * index it has. Versions are copied whole, one after the other, so a run that was stopped is gone on with by the next.
 * @throws ProblemError `search_unavailable`, or the reason of the signal
 */
export async function moveIndex({ from, to, verify, signal, onProgress }: MoveInput): Promise<MoveReport> {
  const there = new Set(verify ? await to.completeVersionIds() : await to.versionIds());
  const report: MoveReport = { versions: 0, chunks: 0, before: 0, gone: 0 };
  for (let round = 0; round < roundLimit; round++) {
    const all = await from.versionIds();
    const missing = all.filter((id) => !there.has(id));
    if (round === 0) report.before = all.length - missing.length;
    if (missing.length === 0) break;
    for (const [place, versionId] of missing.entries()) {
      signal.throwIfAborted();
      const version = await from.read(versionId);
      if (version !== null && (await to.takeOver(version))) {
        there.add(versionId);
        report.versions += 1;
        report.chunks += version.chunks.length;
      } else {
        report.gone += 1;
      }
      onProgress?.({ done: place + 1, total: missing.length });
    }
  }
  return report;
}
