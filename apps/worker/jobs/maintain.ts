import { forgetIdempotencyKeys } from "@eai/modules/kernel";
import { sql } from "drizzle-orm";
import type { WorkerPlatform } from "../platform.ts";

/**
 * What database and index need from time to time. A server tidies its tables by itself; the embedded one has nobody who
 * would.
 */
export async function maintain({ database, knowledge, config }: WorkerPlatform): Promise<void> {
  await forgetIdempotencyKeys(database);
  if (config.database.kind === "embedded") await database.execute(sql`vacuum (analyze)`);
  await knowledge.maintainIndex();
}
