import { constants } from "node:fs";
import { access, statfs } from "node:fs/promises";
import type { Readiness } from "@eai/contract";
import { type Database, rowsOf } from "@eai/modules/kernel";
import { sql } from "drizzle-orm";

type Dependency = Readiness["dependencies"][number];

const patienceMs = 2000;

/** The state of everything the service stands on, each asked with a deadline of its own. */
export async function checkDependencies(
  database: Database,
  checkFiles: () => Promise<void>,
  checkIndex: (() => Promise<void>) | null,
): Promise<Dependency[]> {
  return Promise.all([
    check("database", true, async () => void (await database.execute(sql`select 1`))),
    check("queue", true, async () => void (await database.execute(sql`select version from pgboss.version`))),
    // Without room or without the store uploads are refused; questions go on, so the service stays in rotation.
    check("files", false, checkFiles),
    // Without it knowledge bases answer 503 and documents wait; everything else goes on.
    ...(checkIndex ? [check("qdrant", false, checkIndex)] : []),
  ]);
}

async function check(name: string, needed: boolean, ask: () => Promise<void>): Promise<Dependency> {
  const { promise: tooLate, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error("no answer in time")), patienceMs);
  try {
    await Promise.race([ask(), tooLate]);
    return { name, state: "up", needed };
  } catch (error) {
    // Never the error's own words: they name hosts and paths, and anybody may read this.
    const detail = error instanceof DependencyError ? error.message : "Does not answer. The log says more.";
    return { name, state: "down", needed, detail };
  } finally {
    clearTimeout(timer);
  }
}

/** What is wrong, in a sentence that anybody may read. */
export class DependencyError extends Error {
  override name = "DependencyError";
}

/** @throws DependencyError when the directory cannot take another upload */
export async function checkDirectory(directory: string, neededBytes: number): Promise<void> {
  await access(directory, constants.W_OK).catch(() => {
    throw new DependencyError("The directory for files cannot be written to.");
  });
  const { bavail, bsize } = await statfs(directory);
  if (bavail * bsize < neededBytes) throw new DependencyError("There is too little room left for another upload.");
}

/** Documents by state of their latest version, for the metrics. */
export async function countDocuments(database: Database): Promise<{ state: string; count: number }[]> {
  return rowsOf(
    database,
    sql`select v.state, count(*)::int as count from documents d
        join document_versions v on v.id = d.latest_version_id group by v.state`,
  );
}

/** Jobs that wait or run, for the metrics. */
export async function countJobs(database: Database): Promise<number> {
  const rows = await rowsOf<{ count: number }>(
    database,
    sql`select count(*)::int as count from pgboss.job where state in ('created', 'retry', 'active')`,
  );
  return rows[0]?.count ?? 0;
}
