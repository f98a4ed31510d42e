import type { KnowledgeBase, Reindex } from "@eai/contract";
import type { Scenario } from "../../ops/dev/model-emulator/index.ts";
import type { IngestionLoad } from "./ingestion-load.ts";
import type { Stand } from "./ingestion-stand.ts";
import type { Random } from "./random.ts";

export const faultKinds = ["kill", "freeze", "disk_full", "delete"] as const;
export type FaultKind = (typeof faultKinds)[number];

/** What one round happens to. */
export interface Round {
  stand: Stand;
  load: IngestionLoad;
  random: Random;
  tell(what: string): void;
}

export const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** One fault of a kind, at a moment by chance; everything is there again when it returns. */
export async function strike(kind: FaultKind, round: Round): Promise<void> {
  switch (kind) {
    case "kill":
      return kill(round);
    case "freeze":
      return freeze(round);
    case "disk_full":
      return fillDisk(round);
    case "delete":
      return changeMinds(round);
    default:
      return kind satisfies never;
  }
}

async function kill({ stand, random, tell }: Round): Promise<void> {
  const victims = stand.hasSecond
    ? (random.pick([["main"], ["second"], ["main", "second"]] as const) ?? ["main"])
    : (["main"] as const);
  tell(`kill -9 of ${victims.join(" and ")}`);
  await Promise.all(victims.map((which) => stand.kill(which)));
  await stand.passLeases();
  await stand.start();
}

/** Past its lease, while the other one takes over; then it wakes up and goes on with what is not its own any more. */
async function freeze({ stand, random, tell }: Round): Promise<void> {
  const which = stand.hasSecond && random.below(2) === 0 ? "main" : stand.hasSecond ? "second" : "main";
  const child = stand.process(which)?.process;
  tell(`${which} stands still`);
  child?.kill("SIGSTOP");
  await pause(200 + random.below(800));
  await stand.passLeases();
  await pause(500 + random.below(4000));
  child?.kill("SIGCONT");
}

async function fillDisk({ stand, load, random, tell }: Round): Promise<void> {
  const left = random.below(150) * 1024;
  tell(`the disk of the files is full but for ${left} bytes`);
  await stand.fillDisk(left);
  await load.work(stand.ada(), 2 + random.below(3));
  await pause(random.below(3000));
  await stand.freeDisk();
}

const changes = ["delete", "delete_base", "replace", "restrict", "cancel_reindex", "reindex", "cancel"] as const;

/** Two changes while passages are being embedded, or about then. */
async function changeMinds(round: Round): Promise<void> {
  const { stand, load, random, tell } = round;
  const ada = stand.ada();
  const barrier = random.below(2) === 0 ? stand.models.hold("first_token", { endpoint: "embeddings" }) : undefined;
  await load.work(ada, 2);
  if (barrier) await Promise.race([barrier.reached(), pause(1500)]);
  const chosen = [random.pick(changes) ?? "delete", random.pick(changes) ?? "replace"];
  tell(`${chosen.join(", then ")}${barrier ? " at the model" : ""}`);
  for (const change of chosen) {
    await apply(change, round);
    if (random.below(2) === 0) await pause(random.below(400));
  }
  stand.models.reset();
}

async function apply(change: (typeof changes)[number], { stand, load, random }: Round): Promise<void> {
  const ada = stand.ada();
  const path = `/api/v1/knowledge-bases/${load.knowledgeBase.id}`;
  const expected = load.pick();
  switch (change) {
    case "delete":
      if (expected) await load.remove(ada, expected);
      return;
    case "replace":
      if (expected) await load.replace(ada, expected);
      return;
    case "restrict":
      if (expected) await load.restrict(ada, expected);
      return;
    case "cancel":
      await ada.call("POST", `${path}/documents/cancel`);
      await ada.call("POST", `${path}/documents/retry`);
      return;
    case "delete_base": {
      // Another one, with documents in work: that of the round is looked at afterwards.
      const other = await ada.createKnowledgeBase({ name: `Short-lived ${random.below(1_000_000)}` });
      await ada.upload(other.id, "lost.md", `# Lost\n\n${"Nobody will read this line again. ".repeat(900)}`);
      await pause(random.below(300));
      await ada.call("DELETE", `/api/v1/knowledge-bases/${other.id}`);
      return;
    }
    case "reindex":
    case "cancel_reindex": {
      const { reindex } = await ada.call<KnowledgeBase>("GET", path);
      if (reindex !== null) return;
      const chunking = { size_tokens: 100 + random.below(200), overlap_tokens: 10, contextual_prefix: false };
      const made = await ada.call<Reindex>("POST", `${path}/reindexes`, { chunking });
      if (change === "reindex") return;
      await pause(random.below(300));
      // Too late when it is complete already.
      await ada.fetch(`${path}/reindexes/${made.id}/cancel`, { method: "POST" });
      return;
    }
    default:
      return change satisfies never;
  }
}

/** What goes wrong beside it, in some rounds. Returns what ends it. */
export function alsoTrouble({ stand, random, tell }: Round): () => void {
  const { models, qdrant } = stand;
  const match = { endpoint: "embeddings" } as const;
  const times = 1 + random.below(4);
  const troubles: readonly Scenario[] = [
    { match, times, fail: { status: 429, retryAfterSeconds: 1 } },
    { match, times, fail: { status: 500 } },
    { match, times, hold: "first_token" },
  ];
  const trouble = random.below(3) === 0 ? random.pick(troubles) : undefined;
  if (trouble) {
    models.use(trouble);
    tell(`the model: ${trouble.fail?.status ?? "hangs"} ${times} times`);
  }
  if (qdrant && random.below(2) === 0) {
    qdrant.trouble = { status: random.pick([500, 503, 0]) ?? 500 };
    tell(`the index: ${qdrant.trouble.status}`);
  }
  return () => {
    if (trouble) models.reset();
    if (qdrant) qdrant.trouble = null;
  };
}
