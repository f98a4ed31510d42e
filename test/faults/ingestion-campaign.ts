import { parseArgs } from "node:util";
import { alsoTrouble, type FaultKind, faultKinds, pause, strike } from "./ingestion-faults.ts";
import { createIngestionLoad, type IngestionLoad } from "./ingestion-load.ts";
import { createStand, type Stand, type StandOptions } from "./ingestion-stand.ts";
import { createRandom } from "./random.ts";

interface IngestionCampaignOptions extends StandOptions {
  rounds: number;
  /** The same seed gives the same papers, faults and pauses; the machine's own timing stays. */
  seed: number;
  /** In turn; left out: all that this machine can do. */
  kinds?: readonly FaultKind[] | undefined;
  /** How often rows, index and files are compared: after each so many rounds, and at the end. */
  inspectEvery?: number;
  log?: (line: string) => void;
}

interface IngestionCampaignResult {
  rounds: Partial<Record<FaultKind, number>>;
  /** Acknowledged with 202. */
  uploads: number;
  /** Refused because the disk was full. */
  refused: number;
  /** Documents that failed, by reason and stage. */
  failures: Record<string, number>;
  /** The longest time until all was ready or failed after a fault. */
  quietSeconds: number;
  /** Sentences about what is missing, double, stuck or open; empty when the product kept its word. */
  faults: string[];
}

/** As invariant I2 has it: five minutes. */
const quietLimitSeconds = 300;

/**
 * Round after round people upload, replace and send again while one thing goes wrong; then everything has to become quiet,
 * and what was acknowledged is compared with what the product has.
 */
async function runIngestionCampaign(options: IngestionCampaignOptions): Promise<IngestionCampaignResult> {
  const { rounds, seed, inspectEvery = rounds, log = () => {} } = options;
  await using stand = await createStand(options);
  const kinds = (options.kinds ?? faultKinds).filter((kind) => kind !== "disk_full" || stand.hasDisk);
  const result: IngestionCampaignResult = {
    rounds: {},
    uploads: 0,
    refused: 0,
    failures: {},
    quietSeconds: 0,
    faults: [],
  };
  const counter = { next: 0 };
  for (let number = 0; number < rounds; number += 1) {
    const kind = kinds[number % kinds.length] ?? "kill";
    const told: string[] = [];
    const random = createRandom(seed * 1000 + number);
    const load = await createIngestionLoad(stand.ada(), random, counter);
    const round = { stand, load, random, tell: (what: string) => told.push(what) };
    const startedAt = Date.now();
    const endTrouble = alsoTrouble(round);
    const working = load.work(stand.ada(), 4 + random.below(5)).catch((error: unknown) => {
      if (!(error instanceof TypeError)) throw error;
    });
    await pause(random.below(1500));
    await strike(kind, round);
    await working;
    endTrouble();
    await load.repeatLost(stand.ada());
    const faults = await quietAndChecked(stand, load, result);
    if ((number + 1) % inspectEvery === 0 || number === rounds - 1) faults.push(...(await stand.inspect()));
    // Half of them stay, so that what an old one has is seen to stay too.
    if (random.below(2) === 0) await stand.ada().call("DELETE", `/api/v1/knowledge-bases/${load.knowledgeBase.id}`);
    result.rounds[kind] = (result.rounds[kind] ?? 0) + 1;
    result.uploads += load.counts.uploads;
    result.refused += load.counts.refused;
    for (const [failure, count] of Object.entries(load.counts.failures)) {
      result.failures[failure] = (result.failures[failure] ?? 0) + count;
    }
    result.faults.push(...faults.map((fault) => `round ${number} (${told.join("; ")}): ${fault}`));
    const seconds = ((Date.now() - startedAt) / 1000).toFixed(1);
    log(`${number} ${kind}: ${told.join("; ")}; ${seconds} s${faults.map((fault) => `\n  FAULT ${fault}`).join("")}`);
  }
  return result;
}

async function quietAndChecked(stand: Stand, load: IngestionLoad, result: IngestionCampaignResult): Promise<string[]> {
  const endedAt = Date.now();
  const faults = await load.waitUntilQuiet(stand.ada(), quietLimitSeconds);
  result.quietSeconds = Math.max(result.quietSeconds, (Date.now() - endedAt) / 1000);
  return [...faults, ...(await load.check(stand.ada(), stand.bob()))];
}

if (import.meta.main) {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      database: { type: "string" },
      qdrant: { type: "boolean", default: false },
      kinds: { type: "string" },
      every: { type: "string", default: "1" },
    },
  });
  const [rounds = "100", seed = String(Date.now() % 1_000_000)] = positionals;
  const given = process.argv.slice(2).filter((word) => word !== seed && word !== rounds);
  console.log(`repeat with: node test/faults/ingestion-campaign.ts ${[rounds, seed, ...given].join(" ")}`);
  const result = await runIngestionCampaign({
    rounds: Number(rounds),
    seed: Number(seed),
    databaseUrl: values.database,
    qdrant: values.qdrant,
    inspectEvery: Number(values.every),
    kinds:
      values.kinds === undefined ? undefined : faultKinds.filter((kind) => values.kinds?.split(",").includes(kind)),
    log: console.log,
  });
  console.log(JSON.stringify(result, undefined, 2));
  process.exitCode = result.faults.length === 0 ? 0 : 1;
}
