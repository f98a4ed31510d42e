import { type Database, rowsOf } from "@eai/modules/kernel";
import { sql } from "drizzle-orm";
import type { FileStore } from "../file-store.ts";
import { unusedFiles } from "../stored-files.ts";
import type { VectorIndex } from "../vector-index.ts";

export interface FindDamageDependencies {
  database: Database;
  files: FileStore;
  index: VectorIndex;
}

/** What does not fit together, as ids; how much was looked at. */
export interface Damage {
  checked: { versions: number; passages: number; indexEntries: number; files: number };
  /** Ready, but passages or index entries are not as many as they are to be. */
  incompleteVersions: string[];
  /** The newest version is ready, and search still has another one or none. */
  misledDocuments: string[];
  /** In the index, and not in the database or failed there. */
  strayIndexVersions: string[];
  /** Their original is not in the store. */
  versionsWithoutFile: string[];
  /** Their original is there, the text that was read from it is not. */
  versionsWithoutText: string[];
  /** Files that no version has, and that no upload can be about to take into use. */
  unusedFiles: string[];
}

interface VersionFacts {
  id: string;
  state: string;
  expected: number;
  passages: number;
  fileKey: string;
  textFileKey: string | null;
}

/**
 * Compares rows, index and files with each other. While people work it sees what is just changing as damage: what stays
 * the same in two runs is (`lastingDamage`).
 * @param filesBefore younger files are left out
 */
export async function findDamage(
  { database, files, index }: FindDamageDependencies,
  filesBefore: Date,
): Promise<Damage> {
  const versions = await readVersions(database);
  const misled = await rowsOf<{ id: string }>(
    database,
    sql`select d.id from documents d join document_versions v on v.id = d.latest_version_id
      where v.state = 'ready' and v.reindex_id is null and d.current_version_id is distinct from v.id
        and not exists (select 1 from document_versions c where c.id = d.current_version_id and c.state = 'ready')`,
  );
  const held = new Map((await index.held()).map((version) => [version.versionId, version.chunkCount]));
  const stored = new Set<string>();
  for await (const { key } of files.list(new Date(Date.now() + dayMilliseconds))) stored.add(key);
  const known = new Set(versions.filter(({ state }) => state !== "failed").map(({ id }) => id));
  const ready = versions.filter(({ state }) => state === "ready");
  const isComplete = ({ id, expected, passages }: VersionFacts) =>
    passages === expected && (held.get(id) ?? 0) === expected;
  const isThere = (version: VersionFacts) => stored.has(version.fileKey);
  return {
    checked: {
      versions: versions.length,
      passages: versions.reduce((sum, { passages }) => sum + passages, 0),
      indexEntries: [...held.values()].reduce((sum, count) => sum + count, 0),
      files: stored.size,
    },
    incompleteVersions: idsOf(ready.filter((version) => !isComplete(version))),
    misledDocuments: idsOf(misled),
    strayIndexVersions: [...held.keys()].filter((id) => !known.has(id)),
    versionsWithoutFile: idsOf(versions.filter((version) => !isThere(version))),
    versionsWithoutText: idsOf(
      ready.filter((version) => isThere(version) && version.textFileKey !== null && !stored.has(version.textFileKey)),
    ),
    unusedFiles: await Array.fromAsync(unusedFiles({ database, files }, filesBefore)),
  };
}

const dayMilliseconds = 86_400_000;

/** What two looks have in common. */
export function lastingDamage(first: Damage, second: Damage): Damage {
  const both = (left: readonly string[], right: readonly string[]) => [...new Set(left).intersection(new Set(right))];
  return {
    checked: second.checked,
    incompleteVersions: both(first.incompleteVersions, second.incompleteVersions),
    misledDocuments: both(first.misledDocuments, second.misledDocuments),
    strayIndexVersions: both(first.strayIndexVersions, second.strayIndexVersions),
    versionsWithoutFile: both(first.versionsWithoutFile, second.versionsWithoutFile),
    versionsWithoutText: both(first.versionsWithoutText, second.versionsWithoutText),
    unusedFiles: both(first.unusedFiles, second.unusedFiles),
  };
}

export function hasDamage({ checked: _, ...lists }: Damage): boolean {
  return Object.values(lists).some((ids) => ids.length > 0);
}

function readVersions(database: Database): Promise<VersionFacts[]> {
  return rowsOf<VersionFacts>(
    database,
    sql`select v.id, v.state, v.chunk_count as expected, coalesce(c.count, 0)::int as passages,
        v.file_key as "fileKey", v.text_file_key as "textFileKey"
      from document_versions v
      left join (select version_id, count(*) from chunks group by 1) c on c.version_id = v.id
      order by v.id`,
  );
}

function idsOf(rows: readonly { id: string }[]): string[] {
  return rows.map(({ id }) => id);
}
