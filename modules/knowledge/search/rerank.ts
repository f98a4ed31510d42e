import type { Reservation, Reservations } from "@eai/modules/governance";
import { type Context, type Database, type Log, ProblemError } from "@eai/modules/kernel";
import { countTokens, type Models } from "@eai/modules/models";
import type { FusedHit } from "./fuse.ts";
import { readPassages, type StoredPassage } from "./passages.ts";
import type { RankedHit } from "./rank.ts";
import type { Stages } from "./stages.ts";

/** So many of the best are put in order by the model; those behind them stay where they are. */
export const rerankCandidates = 50;

export interface RerankDependencies {
  database: Database;
  models: Pick<Models, "reranking" | "rerank" | "estimateCost">;
  reservations: Reservations;
  log: Log;
}

export interface RerankInput {
  question: string;
  hits: readonly FusedHit[];
  rerank: boolean;
  reservation?: Reservation | undefined;
  payer: Context;
}

export interface Reranked {
  hits: RankedHit[];
  outcome: "done" | "skipped" | "failed";
}

/**
 * Puts the best hits in the order of the reranking model. Without one, when it fails, does not answer in time or may not
 * be asked, they keep the order they have: a search is not to fail for it.
 */
export async function rerank(
  dependencies: RerankDependencies,
  context: Context,
  input: RerankInput,
  stages: Stages,
): Promise<Reranked> {
  const { models, database } = dependencies;
  const { hits } = input;
  const asTheyAre = hits.map((hit) => ({ ...hit, rerank: null }));
  if (models.reranking === null || hits.length < 2) return { hits: asTheyAre, outcome: "skipped" };
  if (!input.rerank) {
    await stages.run(
      "rerank",
      () => {},
      () => ({ outcome: "skipped", note: "Switched off for a knowledge base." }),
    );
    return { hits: asTheyAre, outcome: "skipped" };
  }
  const best = hits.slice(0, rerankCandidates);
  const scores = await stages.run(
    "rerank",
    async () => {
      const stored = await readPassages(
        database,
        context,
        best.map(({ chunkId }) => chunkId),
      );
      const readable = best.filter(({ chunkId }) => stored.has(chunkId));
      const given = await askModel(
        dependencies,
        input,
        readable.map(({ chunkId }) => textOf(stored.get(chunkId))),
      );
      return given && new Map(readable.map(({ chunkId }, place) => [chunkId, given[place] ?? 0]));
    },
    (given) =>
      given ? {} : { outcome: "failed", note: "The reranking model did not answer: the order is the index's." },
  );
  return scores ? { hits: inOrder(asTheyAre, scores), outcome: "done" } : { hits: asTheyAre, outcome: "failed" };
}

function inOrder(hits: readonly RankedHit[], scores: ReadonlyMap<string, number>): RankedHit[] {
  const ranked = hits
    .filter(({ chunkId }) => scores.has(chunkId))
    .map((hit) => ({ ...hit, rerank: scores.get(hit.chunkId) ?? 0 }))
    // Those of equal score keep their order.
    .toSorted((left, right) => right.rerank - left.rerank);
  return [...ranked, ...hits.filter(({ chunkId }) => !scores.has(chunkId))];
}

/** Where a passage stands often says what it speaks of. */
function textOf(passage: StoredPassage | undefined): string {
  if (passage === undefined) return "";
  return `${[passage.documentName, ...passage.headingPath].join(" › ")}\n${passage.text}`;
}

/** @returns a score for each text; null when the model cannot be asked or does not answer */
async function askModel(
  { models, reservations, log }: RerankDependencies,
  { question, payer, reservation: given }: RerankInput,
  texts: readonly string[],
): Promise<number[] | null> {
  if (texts.length === 0) return [];
  let own: Reservation | undefined;
  try {
    const tokens = texts.reduce((sum, text) => sum + countTokens(text), countTokens(question));
    const costMicroUsd = models.estimateCost("reranking", { promptTokens: tokens, completionTokens: 0 });
    own = given ? undefined : await reservations.reserve(payer, { requests: 0, tokens, costMicroUsd });
    const reservation = given ?? own;
    if (reservation === undefined) return null;
    return await models.rerank(payer, reservation, { query: question, texts });
  } catch (error) {
    payer.signal.throwIfAborted();
    const code = error instanceof ProblemError ? error.code : "unknown";
    log.warn({ requestId: payer.requestId, code }, "passages not reranked");
    return null;
  } finally {
    if (own) reservations.release(own);
  }
}
