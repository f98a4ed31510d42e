import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { newId, rowsOf, silentLog } from "@eai/modules/kernel";
import { createPlatform, loadConfig, type Platform } from "@eai/platform";
import { createTestDatabase } from "@eai/platform/testing";
import { sql } from "drizzle-orm";
import { startWorker } from "../../apps/worker/index.ts";
import { type ModelEmulator, startModelEmulator } from "../../ops/dev/model-emulator/index.ts";
import { streamOf } from "../knowledge-world.ts";
import { addPerson, addTenant, type Someone } from "../people.ts";
import {
  type AskedQuestion,
  callsOf,
  checkRestraint,
  compareAnswers,
  compareUsage,
  firstFactor,
  patienceMs,
  readUsage,
} from "./model-campaign-check.ts";
import { randomReply, randomScenarios } from "./model-faults.ts";
import { createRandom, type Random } from "./random.ts";

export interface ModelCampaignInput {
  /** Calls of the emulator to reach at least. */
  calls: number;
  seed: number;
}

export interface ModelCampaignResult {
  questions: number;
  calls: number;
  usageRows: number;
  states: Record<string, number>;
  outcomes: Record<string, number>;
  purposes: Record<string, number>;
  /** Calls whose answer was read too late on a busy machine, of which less is checked; none on a quiet one. */
  givenUp: number;
  /** Calls on record that were stopped on their way, before the model had read them. */
  unread: number;
  /** Sentences about what should not be; empty when all is well. */
  faults: string[];
}

const regions = ["eastus", "eastus2"] as const;
const peopleCount = 8;
const perPerson = 4;
/** Breakers open for up to a minute: each question lets so much of it pass. */
const passedMsPerQuestion = 10_000;

/**
 * Asks the platform of one process, over two regions of the emulator which fail in every way it knows, with people who
 * stop their answers at random, and compares what is on record with what the emulator saw.
 */
export async function runModelCampaign({ calls, seed }: ModelCampaignInput): Promise<ModelCampaignResult> {
  const emulator = await startModelEmulator();
  const directory = await mkdtemp(join(tmpdir(), "eai-models-"));
  const { config, secrets } = loadConfig({
    EAI_DATA_DIR: directory,
    // A question written anew carries no mark, and its calls could not be told from those of documents.
    QUERY_REWRITE: "off",
    ...environmentOf(emulator),
  });
  let passedMs = 0;
  const platform = await createPlatform(config, secrets, {
    log: silentLog,
    opened: await createTestDatabase(),
    modelTimeouts: { firstChunkMs: firstFactor * patienceMs, stallMs: patienceMs },
    routingClock: () => performance.now() + passedMs,
  });
  // Requests that are held are let go in the end.
  const barrier = emulator.hold("response", { promptIncludes: "no question has this in it" });
  const releasing = setInterval(() => barrier.release(), 100);
  const worker = await startWorker(platform);
  try {
    const random = createRandom(seed);
    const tenantId = await addTenant(platform.database, "Campaign");
    const people = await Promise.all(
      Array.from({ length: peopleCount }, () => addPerson(platform.database, tenantId, "member")),
    );
    const questions: AskedQuestion[] = [];
    await Promise.all(
      people.map(async (person) => {
        const startAsking = await createAskers(platform, emulator, person, random);
        const askers = Array.from({ length: perPerson }, async () => {
          const ask = startAsking();
          while (callsOf(emulator.requests).length < calls) {
            passedMs += passedMsPerQuestion;
            questions.push(await ask());
          }
        });
        await Promise.all(askers);
      }),
    );
    await worker.stop(1);
    await untilQuiet(platform, emulator);
    return await judge(platform, emulator, people, questions);
  } finally {
    clearInterval(releasing);
    emulator.reset();
    await worker.stop(0);
    await platform[Symbol.asyncDispose]();
    await emulator.close();
    await rm(directory, { recursive: true, force: true });
  }
}

function environmentOf(emulator: ModelEmulator): Record<string, string> {
  const entries = regions.flatMap((region) => {
    const prefix = `AZURE_OPENAI_${region.toUpperCase()}`;
    return [
      [`${prefix}_ENDPOINT`, `${emulator.url}/${region}/openai/v1`],
      [`${prefix}_API_KEY`, emulator.apiKey],
      [`${prefix}_DEPLOYMENT`, "gpt-4.1"],
    ];
  });
  return { ...Object.fromEntries(entries), AZURE_OPENAI_EMBEDDING_DEPLOYMENT: "text-embedding-3-small" };
}

/**
 * Somebody with a knowledge base.
 * @returns each time a function that asks one question after the other, in one conversation or another
 */
async function createAskers(
  platform: Platform,
  emulator: ModelEmulator,
  person: Someone,
  random: Random,
): Promise<() => () => Promise<AskedQuestion>> {
  const { chat, knowledge } = platform;
  const base = await knowledge.createKnowledgeBase(person, {
    name: "Handbook",
    description: "",
    scope: "personal",
    chunking: { strategy: "structure", size_tokens: 120, overlap_tokens: 20, contextual_prefix: false },
  });
  await upload();

  async function upload(): Promise<void> {
    const mark = newId("doc");
    for (const region of regions) emulator.use(...randomScenarios(random, mark, region, ""));
    const content = `# ${mark}\n\n${randomReply(random)} ${randomReply(random)} ${mark}\n`;
    await knowledge.uploadDocument(person, {
      knowledgeBaseId: base.id,
      fileName: `${mark}.md`,
      content: streamOf(content),
    });
  }

  return () => {
    let sessionId: string | undefined;
    return async () => {
      if (random.below(20) === 0) await upload();
      const mark = newId("req");
      const reply = randomReply(random);
      const stopAt = random.below(3) === 0 ? 1 + random.below(8) : undefined;
      // Some of these write slowly enough to be stopped in the middle.
      const pace = stopAt === undefined || random.below(4) === 0 ? {} : { tokensPerSecond: 40 };
      for (const region of regions) {
        emulator.use(...randomScenarios(random, mark, region, reply).map((scenario) => ({ ...pace, ...scenario })));
      }
      if (random.below(3) > 0) sessionId = undefined;
      const started = await chat.ask(
        { ...person, requestId: mark },
        {
          message: `How much leave is there, and who approves larger expenses? ${mark}`,
          knowledge_base_ids: random.below(4) === 0 ? [base.id] : [],
          ...(sessionId !== undefined && { session_id: sessionId }),
        },
      );
      sessionId = started.conversation.id;
      let seen = 0;
      let stopping: Promise<void> | undefined;
      for await (const _ of started.parts) {
        seen += 1;
        if (seen === stopAt) stopping = delay(random.below(30)).then(() => chat.stop(person, started.conversation.id));
      }
      await stopping;
      const { data } = await chat.listMessages(person, sessionId, { limit: 200 });
      const answer = data.find(({ id }) => id === started.answerId);
      if (!answer) throw new Error(`The answer to ${mark} is gone`);
      return {
        mark,
        stopped: stopping !== undefined,
        state: answer.state,
        text: answer.text,
        servedBy: answer.served_by,
      };
    };
  };
}

/** Until nothing is under way here or there, and all of it is on record. */
async function untilQuiet({ database, models, routing }: Platform, emulator: ModelEmulator): Promise<void> {
  let before = "";
  for (let turn = 0; turn < 120; turn++) {
    await delay(500);
    const inFlight = [...models.deployments, ...models.embeddingDeployments].map(
      ({ id }) => routing.breaker(id).inFlight,
    );
    const running = emulator.requests.filter(({ outcome }) => outcome === "running").length;
    const rows = (await readUsage(database)).length;
    const now = JSON.stringify([inFlight, running, emulator.requests.length, rows]);
    if (now === before && inFlight.every((count) => count === 0) && running === 0) return;
    before = now;
  }
}

async function judge(
  platform: Platform,
  emulator: ModelEmulator,
  people: readonly Someone[],
  questions: readonly AskedQuestion[],
): Promise<ModelCampaignResult> {
  const rows = await readUsage(platform.database);
  const entries = emulator.requests;
  const compared = compareUsage(entries, rows, questions);
  const late = new Set(compared.givenUp);
  return {
    questions: questions.length,
    calls: callsOf(entries).length,
    usageRows: rows.length,
    states: countBy(questions.map(({ state }) => state)),
    outcomes: countBy(rows.map(({ outcome }) => outcome)),
    purposes: countBy(rows.map(({ purpose }) => purpose)),
    givenUp: compared.givenUp.length,
    unread: compared.unread,
    faults: [
      ...compared.faults,
      ...compareAnswers(entries, questions, late),
      ...checkRestraint(entries, late),
      ...(await findLeftovers(platform, people)),
    ],
  };
}

/** Sentences about what calls should have given back; empty when all is well. */
async function findLeftovers(platform: Platform, people: readonly Someone[]): Promise<string[]> {
  const { database, models, routing, reservations } = platform;
  const faults: string[] = [];
  for (const { id } of [...models.deployments, ...models.embeddingDeployments]) {
    const { inFlight } = routing.breaker(id);
    if (inFlight > 0) faults.push(`${id}: ${inFlight} calls still count as running`);
  }
  for (const [table, where] of [
    ["open_model_calls", "true"],
    ["budget_holds", "true"],
    ["messages", "state in ('pending', 'streaming')"],
  ] as const) {
    const [row] = await rowsOf<{ count: number }>(
      database,
      sql.raw(`select count(*)::int as count from ${table} where ${where}`),
    );
    if (row?.count !== 0) faults.push(`${table}: ${row?.count} rows are left`);
  }
  for (const person of people) {
    const taken = Array.from({ length: 5 }, () => reservations.reserve(person, { tokens: 0, costMicroUsd: 0 }));
    const results = await Promise.allSettled(taken);
    for (const result of results) if (result.status === "fulfilled") reservations.release(result.value);
    const free = results.filter(({ status }) => status === "fulfilled").length;
    if (free < results.length) faults.push(`${person.personId}: only ${free} places are free`);
  }
  return faults;
}

function countBy(values: readonly string[]): Record<string, number> {
  return Object.fromEntries(
    Array.from(
      Map.groupBy(values, (value) => value),
      ([value, all]) => [value, all.length],
    ),
  );
}

if (import.meta.main) {
  const [calls = "2000", seed = String(Date.now() % 1_000_000)] = process.argv.slice(2);
  console.log(`${calls} calls with seed ${seed} (repeat with: node test/faults/model-campaign.ts ${calls} ${seed})`);
  const result = await runModelCampaign({ calls: Number(calls), seed: Number(seed) });
  console.log(JSON.stringify(result, undefined, 2));
  process.exitCode = result.faults.length === 0 ? 0 : 1;
}
