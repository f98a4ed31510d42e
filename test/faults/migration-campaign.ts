import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { knownMigrations } from "@eai/adapters/postgres";
import pg from "pg";
import { createRandom, type Random } from "./random.ts";

export interface MigrationCampaignResult {
  rounds: number;
  /** Rounds in which the kill came before the migration was complete. */
  interrupted: number;
  /** Sentences about what was wrong; empty when each round ended in the whole schema. */
  faults: string[];
}

interface Ended {
  code: number | null;
  applied: number | undefined;
}

const migrating = fileURLToPath(new URL("./migrating-process.ts", import.meta.url));

/**
 * On a server: kills a process that migrates an empty database, at a random moment; then lets two do it at once. Each
 * round has to leave nothing or everything, and end in the whole schema, applied once.
 * @param url of a database whose schema may be thrown away
 */
export async function runMigrationCampaign({
  url,
  rounds,
  seed,
  log = () => {},
}: {
  url: string;
  rounds: number;
  seed: number;
  log?: (line: string) => void;
}): Promise<MigrationCampaignResult> {
  const random = createRandom(seed);
  const result: MigrationCampaignResult = { rounds, interrupted: 0, faults: [] };
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    for (let round = 1; round <= rounds; round += 1) {
      await client.query("drop schema public cascade; create schema public");
      await migrateAndKill(url, random);
      const afterKill = await appliedCount(client);
      const all = knownMigrations().length;
      if (afterKill !== 0 && afterKill !== all)
        result.faults.push(`round ${round}: ${afterKill} of ${all} after a kill`);
      if (afterKill === 0) result.interrupted += 1;
      const two = await Promise.all([migrate(url), migrate(url)]);
      const applied = two.reduce((sum, ended) => sum + (ended.applied ?? 0), 0);
      if (two.some(({ code }) => code !== 0)) result.faults.push(`round ${round}: of two at once one failed`);
      if (applied !== all - afterKill) result.faults.push(`round ${round}: ${applied} applied by two at once`);
      if ((await appliedCount(client)) !== all) result.faults.push(`round ${round}: the schema is not whole`);
      log(`round ${round}: ${afterKill} of ${all} after the kill`);
    }
    await client.query("insert into schema_migrations (hash, position) values ('of a newer version', 1)");
    const old = await migrate(url);
    if (old.code !== 3) result.faults.push("an old version did not refuse a newer schema");
    return result;
  } finally {
    await client.end();
  }
}

async function migrateAndKill(url: string, random: Random): Promise<void> {
  const child = spawn(process.execPath, [migrating, url], { stdio: ["ignore", "pipe", "ignore"] });
  const exited = new Promise((resolve) => child.once("exit", resolve));
  await new Promise((resolve) => child.stdout.once("data", resolve));
  const timer = setTimeout(() => child.kill("SIGKILL"), random.below(1500));
  await exited;
  clearTimeout(timer);
}

async function migrate(url: string): Promise<Ended> {
  const child = spawn(process.execPath, [migrating, url], { stdio: ["ignore", "pipe", "inherit"] });
  let said = "";
  child.stdout.on("data", (part) => (said += part));
  const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
  const [, applied] = said.split("\n");
  return { code, applied: applied ? Number(applied) : undefined };
}

/** Also waits until the server has noticed that the killed process is gone: the lock is free then. */
async function appliedCount(client: pg.Client): Promise<number> {
  await client.query("select pg_advisory_lock(hashtextextended('eai:migrate', 0))");
  await client.query("select pg_advisory_unlock(hashtextextended('eai:migrate', 0))");
  const { rows } = await client.query<{ there: boolean }>(
    "select to_regclass('schema_migrations') is not null as there",
  );
  if (!rows[0]?.there) return 0;
  const counted = await client.query<{ count: number }>("select count(*)::int as count from schema_migrations");
  return counted.rows[0]?.count ?? 0;
}

if (import.meta.main) {
  const [url, rounds = "30", seed = String(Date.now() % 1_000_000)] = process.argv.slice(2);
  if (url === undefined)
    throw new Error("node test/faults/migration-campaign.ts <address of an empty database> [rounds] [seed]");
  const result = await runMigrationCampaign({ url, rounds: Number(rounds), seed: Number(seed), log: console.log });
  console.log(JSON.stringify(result, undefined, 2));
  process.exitCode = result.faults.length === 0 ? 0 : 1;
}
