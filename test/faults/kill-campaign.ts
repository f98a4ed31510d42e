import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { KnowledgeBase } from "@eai/contract";
import { startModelEmulator } from "../../ops/dev/model-emulator/index.ts";
import { type Person, type Product, personWith, startProduct } from "../product.ts";
import { createLoad } from "./campaign-load.ts";
import { createRandom } from "./random.ts";
import { inspectDataDirectory } from "./stored-state.ts";

export interface CampaignOptions {
  /** How often the product is killed. */
  kills: number;
  /** The same seed gives the same documents, questions and pauses; the machine's own timing stays. */
  seed: number;
  log?: (line: string) => void;
}

export interface CampaignResult {
  kills: number;
  acknowledgedDocuments: number;
  acknowledgedQuestions: number;
  acknowledgedAnswers: number;
  /** Until everything was ready or failed after the last start. */
  quietSeconds: number;
  /** Documents that failed, by reason and stage: one that was killed four times in its work is given up. */
  failures: Record<string, number>;
  interruptedAnswers: number;
  /** Sentences about what is missing, double or stuck; empty when the product kept its word. */
  faults: string[];
}

const quietLimitSeconds = 90;

/**
 * Kills the product at random moments while documents are uploaded, replaced and deleted and questions asked, starts it
 * again each time on the same data, and at the end compares what it acknowledged with what it has.
 */
export async function runKillCampaign({ kills, seed, log = () => {} }: CampaignOptions): Promise<CampaignResult> {
  const random = createRandom(seed);
  const emulator = await startModelEmulator({ tokensPerSecond: 150 });
  const dataDirectory = await mkdtemp(join(tmpdir(), "eai-campaign-"));
  const environment = {
    OPENAI_BASE_URL: `${emulator.url}/v1`,
    OPENAI_API_KEY: emulator.apiKey,
    OPENAI_MODEL: "gpt-4o-mini",
    OPENAI_EMBEDDING_MODEL: "text-embedding-3-small",
    EMBEDDING_DIMENSIONS: "64",
    SESSION_LIMIT: "10000",
  };
  try {
    let product = await startProduct({ dataDirectory, environment });
    const { cookie } = await product.signUp({ name: "Ada", email: "ada@example.com" });
    const knowledgeBase = await createKnowledgeBase(personOf(product, cookie));
    const load = createLoad(random, knowledgeBase.id);
    for (let kill = 1; kill <= kills; kill += 1) {
      const stop = load.run(personOf(product, cookie));
      const afterMs = 100 + random.below(2500);
      await new Promise((resolve) => setTimeout(resolve, afterMs));
      await product.kill();
      await stop();
      log(`kill ${kill} after ${afterMs} ms; ${load.summary()}`);
      product = await startProduct({ dataDirectory, environment });
      await load.repeatUnknown(personOf(product, cookie));
    }
    const person = personOf(product, cookie);
    const startedAt = Date.now();
    const faults = await load.waitUntilQuiet(person, quietLimitSeconds);
    const quietSeconds = (Date.now() - startedAt) / 1000;
    const checked = await load.check(person);
    await product.stop();
    const state = await inspectDataDirectory(dataDirectory);
    return {
      kills,
      quietSeconds,
      ...load.acknowledged(),
      ...checked,
      faults: [...faults, ...checked.faults, ...state.faults],
    };
  } finally {
    await emulator.close();
    await rm(dataDirectory, { recursive: true, force: true });
  }
}

function personOf(product: Product, cookie: string): Person {
  return personWith(product.url, product.webOrigin, cookie);
}

function createKnowledgeBase(person: Person): Promise<KnowledgeBase> {
  return person.createKnowledgeBase({
    name: "Campaign",
    chunking: { size_tokens: 100, overlap_tokens: 10, contextual_prefix: false },
  });
}

if (import.meta.main) {
  const [kills = "100", seed = String(Date.now() % 1_000_000)] = process.argv.slice(2);
  console.log(`${kills} kills with seed ${seed} (repeat with: node test/faults/kill-campaign.ts ${kills} ${seed})`);
  const result = await runKillCampaign({ kills: Number(kills), seed: Number(seed), log: console.log });
  console.log(JSON.stringify(result, undefined, 2));
  process.exitCode = result.faults.length === 0 ? 0 : 1;
}
