import { Permission } from "@eai/contract";
import type { Reservation, Reservations } from "@eai/modules/governance";
import { requirePermission } from "@eai/modules/identity";
import { type Context, type Database, inSpan, type Log, notFound, ProblemError, textArray } from "@eai/modules/kernel";
import type { Models } from "@eai/modules/models";
import { countTokens } from "@eai/modules/models";
import { and, sql } from "drizzle-orm";
import { entersKnowledgeBase } from "../access.ts";
import { knowledgeBases } from "../tables.ts";
import type { QuestionEmbedding, VectorIndex } from "../vector-index.ts";
import { fuse } from "./fuse.ts";
import { type Passage, readPassages, withoutRepeats } from "./passages.ts";
import { questionWords } from "./question-words.ts";
import { isRelevant } from "./relevance.ts";

export interface SearchDependencies {
  database: Database;
  index: VectorIndex;
  models: Pick<Models, "embedding" | "embed" | "estimateCost">;
  reservations: Reservations;
  log: Log;
}

export interface SearchInput {
  knowledgeBaseIds: readonly string[];
  query: string;
  /** How many passages at most. */
  limit: number;
  /** Of the answer the search is for; without one the search makes its own. */
  reservation?: Reservation;
  /** Whose model call it is, when not the one's who searches. */
  payer?: Context;
}

export interface SearchResult {
  /** Best first. */
  passages: Passage[];
  /** `keyword`: no embedding model is configured, or it did not answer. */
  mode: "hybrid" | "keyword";
  durationMs: number;
}

export type SearchVerbs = ReturnType<typeof searchVerbs>;

export function searchVerbs({ database, index, models, reservations, log }: SearchDependencies) {
  /**
   * Finds the passages of current documents that speak most of what is asked.
   * @throws ProblemError `not_found` when a knowledge base is missing or may not be seen; `too_many_requests` when
   * whoever pays for the search is over a limit
   */
  async function search(context: Context, input: SearchInput): Promise<SearchResult> {
    const startedAt = performance.now();
    requirePermission(context, Permission.KnowledgeRead);
    const knowledgeBaseIds = [...new Set(input.knowledgeBaseIds)];
    await requireVisible(context, knowledgeBaseIds);
    const [embedding, languages] = await Promise.all([
      models.embedding === null
        ? null
        : inSpan("embed", {}, () => embedQuestion(context, input), { observation: "span" }),
      index.languages(knowledgeBaseIds),
    ]);
    const words = questionWords(input.query, languages);
    const limit = candidateCount(input.limit);
    const hits = await inSpan(
      "search",
      { "gen_ai.operation.name": "retrieval", "eai.knowledge_bases": knowledgeBaseIds.length },
      async (span) => {
        const found = fuse(
          await index.search(context, {
            knowledgeBaseIds,
            words,
            embeddings: embedding === null ? [] : [embedding],
            limit,
          }),
        );
        span.set({ "eai.passages": found.length, "eai.search.mode": embedding === null ? "keyword" : "hybrid" });
        span.content(() => ({ "gen_ai.retrieval.query.text": input.query }));
        return found;
      },
      { observation: "retriever" },
    );
    const stored = await readPassages(database, context, hits);
    const passages = hits.flatMap((hit): Passage[] => {
      const passage = stored.get(hit.chunkId);
      if (passage === undefined) return [];
      const { score, dense, lexical } = hit;
      return [{ ...passage, score, scores: { dense, lexical }, relevant: isRelevant(hit, embedding?.model ?? null) }];
    });
    return {
      passages: withoutRepeats(passages).slice(0, input.limit),
      mode: embedding === null ? "keyword" : "hybrid",
      durationMs: performance.now() - startedAt,
    };
  }

  async function requireVisible(context: Context, knowledgeBaseIds: readonly string[]): Promise<void> {
    const visible = await database
      .select({ id: knowledgeBases.id })
      .from(knowledgeBases)
      .where(and(sql`${knowledgeBases.id} = any(${textArray(knowledgeBaseIds)})`, entersKnowledgeBase(context)));
    if (visible.length < knowledgeBaseIds.length) throw notFound("knowledge base");
  }

  /**
   * Null without an embedding model, and also when it fails: words alone find more than an error message.
   * @throws ProblemError `too_many_requests`
   */
  async function embedQuestion(context: Context, input: SearchInput): Promise<QuestionEmbedding | null> {
    const payer = input.payer ?? context;
    let own: Reservation | undefined;
    try {
      own = input.reservation ? undefined : await reserveQuery(payer, countTokens(input.query));
      const reservation = input.reservation ?? own;
      if (reservation === undefined) return null;
      const { vectors, model } = await models.embed(payer, reservation, { texts: [input.query], purpose: "query" });
      const [vector] = vectors;
      return vector === undefined ? null : { model, vector };
    } catch (error) {
      // Over a limit there is no search at all: it would be one without limit.
      if (!(error instanceof ProblemError) || error.limits) throw error;
      log.warn({ requestId: context.requestId, code: error.code }, "question not embedded, searching by keyword");
      return null;
    } finally {
      if (own) reservations.release(own);
    }
  }

  function reserveQuery(payer: Context, tokens: number): Promise<Reservation> {
    const costMicroUsd = models.estimateCost("embedding", { promptTokens: tokens, completionTokens: 0 });
    return reservations.reserve(payer, { tokens, costMicroUsd });
  }

  return { search };
}

/** More than asked, because repeats are left out and the two rankings know different chunks. */
function candidateCount(limit: number): number {
  return limit + Math.max(12, Math.ceil(limit / 2));
}
