import { join } from "node:path";
import { createDiskFileStore } from "@eai/adapters/disk";
import { openEmbeddedDatabase } from "@eai/adapters/pglite";
import { type Database, rowsOf } from "@eai/modules/kernel";
import { sql } from "drizzle-orm";
import { type StoredCounts, storedCounts } from "../knowledge-world.ts";

/** What a stopped product left in its data directory. */
export interface StoredState {
  counts: StoredCounts;
  /** Sentences about what should not be; empty when all is well. */
  faults: string[];
}

/** Opens the data directory of a product that has ended and looks at everything in it. */
export async function inspectDataDirectory(dataDirectory: string): Promise<StoredState> {
  const opened = await openEmbeddedDatabase(join(dataDirectory, "database"));
  try {
    const files = createDiskFileStore({ directory: join(dataDirectory, "files") });
    const counts = await storedCounts(opened.database, files);
    const faults = await findFaults(opened.database);
    for (const key of await fileKeys(opened.database)) {
      if (!(await files.exists(key))) faults.push(`the file ${key} of a document is missing`);
    }
    return { counts, faults };
  } finally {
    await opened.close();
  }
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
  "the index does not have as many entries as the version has chunks": `select v.id from document_versions v
     where v.chunk_count <> (select count(*) from chunk_index i where i.version_id = v.id)`,
  "an index entry has no chunk": `select chunk_id from chunk_index where chunk_id not in (select id from chunks)`,
  "the statistics do not agree with the index": `select k.id from knowledge_bases k where
     (select coalesce(sum(s.chunk_count), 0) from index_statistics s where s.knowledge_base_id = k.id)
     <> (select count(*) from chunk_index i where i.knowledge_base_id = k.id)`,
  "a term is not counted in as many chunks as it stands in": `select coalesce(s.term, t.term) from term_statistics s
     full join (select knowledge_base_id, term, count(*) as chunks from chunk_index, unnest(terms) as term group by 1, 2) t
       on t.knowledge_base_id = s.knowledge_base_id and t.term = s.term
     where s.chunk_count is distinct from t.chunks limit 5`,
  "an answer is unfinished": `select id from messages where state in ('pending', 'streaming')`,
};

async function findFaults(database: Database): Promise<string[]> {
  const faults: string[] = [];
  for (const [sentence, query] of Object.entries(invariants)) {
    const rows = await rowsOf<Record<string, unknown>>(database, sql.raw(query));
    if (rows.length > 0) faults.push(`${sentence}: ${JSON.stringify(rows.slice(0, 5))} (${rows.length})`);
  }
  return faults;
}
