import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openEmbeddedDatabase } from "@eai/adapters/pglite";
import { rowsOf } from "@eai/modules/kernel";
import { sql } from "drizzle-orm";
import { createRandom } from "./random.ts";

export interface EmbeddedCampaignResult {
  kills: number;
  /** Kills before the database was open for the first time, or while it was opened again. */
  killsWhileOpening: number;
  acknowledgedRows: number;
  /** Sentences about what was lost or wrong; empty when the database kept its word. */
  faults: string[];
}

const writer = fileURLToPath(new URL("./embedded-writer.ts", import.meta.url));

/**
 * Kills a process again and again that makes, migrates and writes an embedded database, also while it opens it; a second
 * process is refused as long as the first lives; at the end every acknowledged row is there, and the pages can be read.
 */
export async function runEmbeddedCampaign({
  kills,
  seed,
  log = () => {},
}: {
  kills: number;
  seed: number;
  log?: (line: string) => void;
}): Promise<EmbeddedCampaignResult> {
  const random = createRandom(seed);
  const directory = await mkdtemp(join(tmpdir(), "eai-embedded-"));
  const result: EmbeddedCampaignResult = { kills, killsWhileOpening: 0, acknowledgedRows: 0, faults: [] };
  try {
    for (let kill = 1; kill <= kills; kill += 1) {
      // Every third one is killed by the clock, wherever it is; the others once they have written for a while.
      const until = kill % 3 === 0 ? { afterMs: random.below(2500) } : { afterRows: random.below(300) };
      const run = await writeUntilKilled(directory, { ...until, asksSecond: kill % 5 === 1 });
      if (!run.wasOpen) result.killsWhileOpening += 1;
      result.acknowledgedRows = Math.max(result.acknowledgedRows, run.acknowledged);
      if (run.secondWasLetIn) result.faults.push(`a second process was let in before kill ${kill}`);
      if (run.endedBy !== null) result.faults.push(`it ended by itself before kill ${kill}: ${run.endedBy}`);
      log(`kill ${kill}: ${result.acknowledgedRows} rows acknowledged`);
    }
    result.faults.push(...(await faultsOf(directory, result.acknowledgedRows)));
    return result;
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

interface Until {
  afterMs?: number;
  afterRows?: number;
  /** Not before a second process has tried to get in. */
  asksSecond: boolean;
}

async function writeUntilKilled(directory: string, { afterMs, afterRows, asksSecond }: Until) {
  const child = spawn(process.execPath, [writer, directory], { stdio: ["ignore", "pipe", "pipe"] });
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  let said = "";
  let complained = "";
  let isKilled = false;
  let second: Promise<boolean> | undefined;
  const kill = () => {
    isKilled = true;
    child.kill("SIGKILL");
  };
  child.stderr.on("data", (part) => (complained += part));
  child.stdout.on("data", (part) => {
    said += part;
    if (asksSecond) second ??= isLetIn(directory);
    const rows = said.split("\n").length - 2;
    if (afterRows !== undefined && rows >= afterRows) void Promise.resolve(second).then(kill);
  });
  const timer = afterMs === undefined ? undefined : setTimeout(kill, afterMs);
  await exited;
  clearTimeout(timer);
  const numbers = said.split("\n").slice(1, -1).map(Number);
  return {
    wasOpen: said.startsWith("open"),
    acknowledged: numbers.at(-1) ?? 0,
    // Killed by the clock while the second asked, it may have let it in for a good reason.
    secondWasLetIn: afterRows !== undefined && ((await second) ?? false),
    endedBy: isKilled ? null : complained,
  };
}

/** Whether another process could take the directory for itself. */
async function isLetIn(directory: string): Promise<boolean> {
  const child = spawn(
    process.execPath,
    ["-e", `import("@eai/adapters/pglite").then(({ lockDirectory }) => lockDirectory(process.argv[1]))`, directory],
    { stdio: ["ignore", "ignore", "pipe"], cwd: fileURLToPath(new URL("../..", import.meta.url)) },
  );
  let complained = "";
  child.stderr.on("data", (part) => (complained += part));
  // Not "exit": what it said may still be on its way then.
  const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
  if (code !== 0 && !complained.includes("is in use by another process")) throw new Error(complained);
  return code === 0;
}

async function faultsOf(directory: string, acknowledged: number): Promise<string[]> {
  const opened = await openEmbeddedDatabase(directory);
  try {
    const faults: string[] = [];
    const [rows] = await rowsOf<{ count: number; last: number }>(
      opened.database,
      sql`select count(*)::int as count, coalesce(max(number), 0)::int as last from acknowledged`,
    );
    if (rows === undefined || rows.last < acknowledged) faults.push(`of ${acknowledged} rows ${rows?.last} are there`);
    if (rows?.count !== rows?.last) faults.push("a row in the middle is lost");
    const [wrong] = await rowsOf<{ count: number }>(
      opened.database,
      sql`select count(*)::int as count from acknowledged a where length(filler) <> 2000 + (
        select count(*) from acknowledged b where b.number >> 1 = a.number)`,
    );
    if (wrong?.count !== 0) faults.push(`${wrong?.count} rows have half of a transaction`);
    await opened.database.execute(sql`reindex table acknowledged`);
    return faults;
  } finally {
    await opened.close();
  }
}

if (import.meta.main) {
  const [kills = "100", seed = String(Date.now() % 1_000_000)] = process.argv.slice(2);
  console.log(`${kills} kills with seed ${seed} (repeat: node test/faults/embedded-campaign.ts ${kills} ${seed})`);
  const result = await runEmbeddedCampaign({ kills: Number(kills), seed: Number(seed), log: console.log });
  console.log(JSON.stringify(result, undefined, 2));
  process.exitCode = result.faults.length === 0 ? 0 : 1;
}
