import { setTimeout as sleep } from "node:timers/promises";
import { notInUseBefore } from "../stored-files.ts";
import { indexRemovals } from "../tables.ts";
import { type Damage, findDamage, hasDamage, lastingDamage } from "./find-damage.ts";
import { type MendDependencies, mend } from "./mend.ts";

export interface ReconcileInput {
  /** Puts right what can be put right without loss. */
  repair: boolean;
  /** No other process stores files, so the youngest of them can be judged too. */
  soleProcess: boolean;
  signal: AbortSignal;
}

export interface Finding {
  found: number;
  /** Removed, counted anew, or in the queue to be prepared again. */
  mended: number;
  /** A few ids of what was found. */
  examples: string[];
}

export const findingKinds = [
  "incomplete_versions",
  "misled_documents",
  "stray_index_versions",
  "versions_without_file",
  "versions_without_text",
  "unused_files",
  "wrong_statistics",
  "pending_removals",
] as const;
export type FindingKind = (typeof findingKinds)[number];

export interface Reconciliation {
  checked: Damage["checked"];
  findings: Record<FindingKind, Finding>;
  /** How much was found and not mended. */
  left: number;
}

export type ReconcileDependencies = MendDependencies;

/** Between two looks: longer than a transaction that has begun takes to end. */
const secondLookMilliseconds = 1500;
const exampleLimit = 5;

/**
 * Compares what the database, the index and the store of files have, and mends it when asked to. Safe while people work:
 * what is just changing is looked at twice, and every repair checks again under the locks that the change itself would take.
 */
export async function reconcile(dependencies: ReconcileDependencies, input: ReconcileInput): Promise<Reconciliation> {
  const { database, index } = dependencies;
  const before = notInUseBefore(input.soleProcess);
  let damage = await findDamage(dependencies, before);
  if (hasDamage(damage) && !input.soleProcess) {
    await sleep(secondLookMilliseconds);
    damage = lastingDamage(damage, await findDamage(dependencies, before));
  }
  const pending = await countRemovals(dependencies);
  const mended = input.repair ? await mend(dependencies, damage) : undefined;
  const statistics = await index.recount({ mend: input.repair });
  if (input.repair && pending > 0) await index.finishRemovals(input.signal);
  const removed = input.repair ? Math.max(pending - (await countRemovals({ database })), 0) : 0;
  const finding = (ids: readonly string[], count = 0): Finding => ({
    found: ids.length,
    mended: count,
    examples: ids.slice(0, exampleLimit),
  });
  const findings: Reconciliation["findings"] = {
    incomplete_versions: finding(damage.incompleteVersions, mended?.incompleteVersions),
    misled_documents: finding(damage.misledDocuments, mended?.misledDocuments),
    stray_index_versions: finding(damage.strayIndexVersions, mended?.strayIndexVersions),
    versions_without_file: finding(damage.versionsWithoutFile, mended?.versionsWithoutFile),
    versions_without_text: finding(damage.versionsWithoutText, mended?.versionsWithoutText),
    unused_files: finding(damage.unusedFiles, mended?.unusedFiles),
    wrong_statistics: finding(statistics, input.repair ? statistics.length : 0),
    pending_removals: { found: pending, mended: removed, examples: [] },
  };
  const left = Object.values(findings).reduce((sum, { found, mended: done }) => sum + Math.max(found - done, 0), 0);
  return { checked: damage.checked, findings, left };
}

/** Versions that are still to leave an index outside the database. */
async function countRemovals({ database }: Pick<ReconcileDependencies, "database">): Promise<number> {
  return database.$count(indexRemovals);
}
