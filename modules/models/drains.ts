import { type Changes, createKept, type Database, describeError, type Log } from "@eai/modules/kernel";
import { deploymentDrains } from "./tables.ts";

const longestKeptMs = 30_000;
const key = "drained";

/**
 * The ids of the deployments that are out of service, for `createRouting`: kept in memory until the database announces
 * a change, so that a drain holds in every process at once and no call waits for a query. While the database cannot
 * be read, what was known last holds.
 */
export function keepDrains(database: Database, changes: Changes, log: Log): () => Promise<ReadonlySet<string>> {
  const kept = createKept<ReadonlySet<string>>(changes, { maxAgeMs: longestKeptMs, limit: 1 });
  let known: ReadonlySet<string> = new Set();

  async function read(): Promise<ReadonlySet<string>> {
    const rows = await database.select({ id: deploymentDrains.deploymentId }).from(deploymentDrains);
    known = new Set(rows.map(({ id }) => id));
    return known;
  }

  return () =>
    kept.get(key, read).catch((error: unknown) => {
      log.warn(describeError(error), "drained deployments not read");
      return known;
    });
}
