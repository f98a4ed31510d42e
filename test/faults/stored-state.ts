import { join } from "node:path";
import { createDiskFileStore } from "@eai/adapters/disk";
import { openEmbeddedDatabase } from "@eai/adapters/pglite";
import { type Database, rowsOf } from "@eai/modules/kernel";
import type { FileStore } from "@eai/modules/knowledge";
import { sql } from "drizzle-orm";
import { type StoredCounts, storedCounts } from "../knowledge-world.ts";

/** What a stopped product left in its data directory. */
export interface StoredState {
  counts: StoredCounts;
  /** Sentences about what should not be; empty when all is well. */
  faults: string[];
}

/** What an index outside the database holds. */
export type IndexContents = readonly { chunkId: string; versionId: string }[];

export interface InspectOptions {
  /** The contents of the index, where it is not in the database. */
  outside?: IndexContents | undefined;
  /** A file that no document has is a fault, however young it is. */
  withoutUnusedFiles?: boolean;
}

/** Opens the data directory of a product that has ended and looks at everything in it. */
export async function inspectDataDirectory(
  dataDirectory: string,
  { outside, withoutUnusedFiles = false }: InspectOptions = {},
): Promise<StoredState> {
  const opened = await openEmbeddedDatabase(join(dataDirectory, "database"));
  try {
    const files = createDiskFileStore({ directory: join(dataDirectory, "files") });
    const state = await inspectStored(opened.database, files, outside);
    if (withoutUnusedFiles) state.faults.push(...(await unusedFiles(opened.database, files)));
    return state;
  } finally {
    await opened.close();
  }
}

/** @param outside the contents of the index, where it is not in the database */
export async function inspectStored(
  database: Database,
  files: FileStore,
  outside?: IndexContents,
): Promise<StoredState> {
  const counts = await storedCounts(database, files);
  const faults = await findFaults(database, outside === undefined ? { ...invariants, ...indexInvariants } : invariants);
  if (outside !== undefined) faults.push(...(await findOutsideFaults(database, outside)));
  const known = new Set(await fileKeys(database));
  for (const key of known) if (!(await files.exists(key))) faults.push(`the file ${key} of a document is missing`);
  return { counts, faults };
}

/** Files that no document has, also young ones. Only for a product that is quiet and lost no process since its start. */
export async function unusedFiles(database: Database, files: FileStore): Promise<string[]> {
  const known = new Set(await fileKeys(database));
  const faults: string[] = [];
  for await (const { key } of files.list(new Date(Date.now() + 60_000))) {
    if (!known.has(key)) faults.push(`the file ${key} has no document`);
  }
  return faults;
}

async function findOutsideFaults(database: Database, outside: IndexContents): Promise<string[]> {
  const rows = await rowsOf<{ id: string }>(database, sql`select id from chunks`);
  const chunkIds = new Set(rows.map(({ id }) => id));
  const held = new Set(outside.map(({ chunkId }) => chunkId));
  const removals = await rowsOf<{ id: string }>(database, sql`select version_id as id from index_removals`);
  const leaving = new Set(removals.map(({ id }) => id));
  const without = [...chunkIds].filter((id) => !held.has(id));
  const strays = outside.filter(({ chunkId, versionId }) => !chunkIds.has(chunkId) && !leaving.has(versionId));
  return [
    ...(without.length > 0 ? [`${without.length} chunks are not in the index: ${without.slice(0, 3)}`] : []),
    ...(strays.length > 0
      ? [`${strays.length} index entries have no chunk: ${JSON.stringify(strays.slice(0, 3))}`]
      : []),
    ...(held.size < outside.length ? ["a chunk is in two collections"] : []),
  ];
}

async function fileKeys(database: Database): Promise<string[]> {
  const rows = await rowsOf<{ key: string }>(
    database,
    sql`select file_key as key from document_versions
      union select text_file_key from document_versions where text_file_key is not null`,
  );
  return rows.map(({ key }) => key);
}

/** Every row must be explained by another: nothing half, nothing twice, nothing without its document. */
const invariants: Readonly<Record<string, string>> = {
  "a version is neither ready nor failed": `select id from document_versions where state not in ('ready', 'failed')`,
  "a failed version has no reason": `select id from document_versions where state = 'failed' and (failure_code is null or failure_reason is null)`,
  "a ready document has no current version": `select d.id from documents d join document_versions v on v.id = d.latest_version_id
     where v.state = 'ready' and d.current_version_id is distinct from v.id`,
  "a version does not have as many chunks as it says": `select v.id from document_versions v
     where v.chunk_count <> (select count(*) from chunks c where c.version_id = v.id)`,
  "an answer is unfinished": `select id from messages where state in ('pending', 'streaming')`,
  "a version has no document": `select id from document_versions where document_id not in (select id from documents)`,
  "a chunk has no version": `select id from chunks where version_id not in (select id from document_versions)`,
  "a version that is neither in use nor kept for the way back is still there": `select v.id from document_versions v join documents d on d.id = v.document_id
     where v.state = 'ready' and v.reindex_id is null and v.retired_by is null and d.current_version_id is distinct from v.id`,
  "vectors of a version that has ended are still kept": `select v.id from saved_vectors s join document_versions v on v.id = s.version_id where v.state = 'ready'`,
};

/** What is indexed, with the id it is counted under: what a re-index has made is counted apart. */
const shelved = `(select coalesce(v.reindex_id, i.knowledge_base_id) as shelf, i.terms
  from chunk_index i left join document_versions v on v.id = i.version_id) i`;

/** The same for an index that is in the database. */
const indexInvariants: Readonly<Record<string, string>> = {
  "the index does not have as many entries as the version has chunks": `select v.id from document_versions v
     where v.chunk_count <> (select count(*) from chunk_index i where i.version_id = v.id)`,
  "an index entry has no chunk": `select chunk_id from chunk_index where chunk_id not in (select id from chunks)`,
  "the statistics do not agree with the index": `select shelf, s.chunks as counted, t.chunks as held
     from (select knowledge_base_id as shelf, sum(chunk_count) as chunks from index_statistics group by 1) s
     full join (select shelf, count(*) as chunks from ${shelved} group by 1) t using (shelf)
     where s.chunks is distinct from t.chunks`,
  "a term is not counted in as many chunks as it stands in": `select shelf, term
     from (select knowledge_base_id as shelf, term, chunk_count as chunks from term_statistics) s
     full join (select shelf, term, count(*) as chunks from ${shelved}, unnest(terms) as term group by 1, 2) t using (shelf, term)
     where s.chunks is distinct from t.chunks limit 5`,
};

async function findFaults(database: Database, checked: Readonly<Record<string, string>>): Promise<string[]> {
  const faults: string[] = [];
  for (const [sentence, query] of Object.entries(checked)) {
    const rows = await rowsOf<Record<string, unknown>>(database, sql.raw(query));
    if (rows.length > 0) faults.push(`${sentence}: ${JSON.stringify(rows.slice(0, 5))} (${rows.length})`);
  }
  return faults;
}
