import { Permission } from "@eai/contract";
import type { Reservation, Reservations } from "@eai/modules/governance";
import { requirePermission } from "@eai/modules/identity";
import { type Context, type Database, inSpan, type Log, notFound, textArray } from "@eai/modules/kernel";
import { and, sql } from "drizzle-orm";
import { entersKnowledgeBase } from "../access.ts";
import { knowledgeBases } from "../tables.ts";
import type { VectorIndex } from "../vector-index.ts";
import { embedQuestion, type QuestionModels } from "./embed-question.ts";
import { fuse } from "./fuse.ts";
import { type Passage, readPassages, withoutRepeats } from "./passages.ts";
import { questionWords } from "./question-words.ts";
import { isRelevant } from "./relevance.ts";

export interface SearchDependencies {
  database: Database;
  index: VectorIndex;
  models: QuestionModels;
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
  /** `keyword`: none of the knowledge bases has vectors of a model that is configured, or it did not answer. */
  mode: "hybrid" | "keyword";
  durationMs: number;
}

export type SearchVerbs = ReturnType<typeof searchVerbs>;

export function searchVerbs(dependencies: SearchDependencies) {
  const { database, index } = dependencies;

  /**
   * Finds the passages of current documents that speak most of what is asked.
   * @throws ProblemError `not_found` when a knowledge base is missing or may not be seen; `too_many_requests` when
   * whoever pays for the search is over a limit
   */
  async function search(context: Context, input: SearchInput): Promise<SearchResult> {
    const startedAt = performance.now();
    requirePermission(context, Permission.KnowledgeRead);
    const knowledgeBaseIds = [...new Set(input.knowledgeBaseIds)];
    const embeddingModels = await requireVisible(context, knowledgeBaseIds);
    const [embeddings, languages] = await Promise.all([
      embedQuestion(dependencies, context, { ...input, embeddingModels }),
      index.languages(knowledgeBaseIds),
    ]);
    const mode = embeddings.length === 0 ? "keyword" : "hybrid";
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
            embeddings,
            limit,
          }),
        );
        span.set({ "eai.passages": found.length, "eai.search.mode": mode });
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
      return [{ ...passage, score, scores: { dense, lexical }, relevant: isRelevant(hit, hit.model) }];
    });
    return {
      passages: withoutRepeats(passages).slice(0, input.limit),
      mode,
      durationMs: performance.now() - startedAt,
    };
  }

  /** Gives whose vectors they have, each model once. */
  async function requireVisible(context: Context, knowledgeBaseIds: readonly string[]): Promise<string[]> {
    const visible = await database
      .select({ id: knowledgeBases.id, embeddingModel: knowledgeBases.embeddingModel })
      .from(knowledgeBases)
      .where(and(sql`${knowledgeBases.id} = any(${textArray(knowledgeBaseIds)})`, entersKnowledgeBase(context)));
    if (visible.length < knowledgeBaseIds.length) throw notFound("knowledge base");
    return [...new Set(visible.flatMap(({ embeddingModel }) => embeddingModel ?? []))].sort();
  }

  return { search };
}

/** More than asked, because repeats are left out and the two rankings know different chunks. */
function candidateCount(limit: number): number {
  return limit + Math.max(12, Math.ceil(limit / 2));
}
