import type { EvaluatedQuestion, Evaluation, EvaluationMetrics } from "@eai/contract";
import { recordAudit } from "@eai/modules/governance";
import { tenants } from "@eai/modules/identity";
import {
  actorId,
  behind,
  type Context,
  type Database,
  describeError,
  type Log,
  newId,
  type Page,
  type PageInput,
  ProblemError,
  systemContext,
  toPage,
} from "@eai/modules/kernel";
import { and, asc, desc, eq, lt, ne, or, sql } from "drizzle-orm";
import { authorizeKnowledgeBase } from "../authorize.ts";
import type { SearchVerbs } from "../search/search.ts";
import { evaluations, goldenQuestions, knowledgeBases } from "../tables.ts";
import { questionLimit } from "./golden-questions.ts";
import { type RankingScore, scoreRanking } from "./retrieval-metrics.ts";

export interface EvaluationVerbs {
  /**
   * Newest first: the platform's own and those that whoever calls has run. What somebody else's run found may stand in
   * documents that are closed to the one who wrote the question, and would answer it.
   * @throws ProblemError `not_found`, `permission_denied`
   */
  listEvaluations(context: Context, knowledgeBaseId: string, input: PageInput): Promise<Page<Evaluation>>;
  /**
   * Asks every golden question that was judged, as whoever calls, and measures what is found.
   * @throws ProblemError `not_found`, `permission_denied`; `conflict` without a judged question, and while they are
   * being asked already; `search_unavailable`, `too_many_requests`
   */
  createEvaluation(context: Context, knowledgeBaseId: string): Promise<Evaluation>;
}

export interface EvaluationDependencies {
  database: Database;
  log: Log;
  search: SearchVerbs["search"];
}

type EvaluationRow = typeof evaluations.$inferSelect;
type KnowledgeBaseRow = typeof knowledgeBases.$inferSelect;

const depth = 10;
/** Of a question, in what is kept of an evaluation: it stands whole among the golden questions. */
const shownCharacters = 300;

export function evaluationVerbs(dependencies: EvaluationDependencies): EvaluationVerbs {
  const { database } = dependencies;
  /** Hundreds of searches each: one at a time for a knowledge base. */
  const running = new Set<string>();
  return {
    async listEvaluations(context, knowledgeBaseId, { limit, cursor }) {
      await authorizeKnowledgeBase(database, context, knowledgeBaseId, "write");
      const rows = await database
        .select()
        .from(evaluations)
        .where(
          and(
            eq(evaluations.knowledgeBaseId, knowledgeBaseId),
            or(ne(evaluations.trigger, "manual"), eq(evaluations.createdBy, actorId(context.actor))),
            behind(cursor, lt, evaluations.id),
          ),
        )
        .orderBy(desc(evaluations.id))
        .limit(limit + 1);
      return toPage(rows, limit, present, (row) => [row.id]);
    },

    async createEvaluation(context, knowledgeBaseId) {
      const knowledgeBase = await authorizeKnowledgeBase(database, context, knowledgeBaseId, "write");
      if (running.has(knowledgeBaseId)) {
        throw new ProblemError("conflict", "The golden questions are being asked already. Wait until that is over.");
      }
      running.add(knowledgeBaseId);
      const row = await evaluate(dependencies, context, knowledgeBase, "manual").finally(() =>
        running.delete(knowledgeBaseId),
      );
      if (row) return present(row);
      throw new ProblemError("conflict", "There is no golden question with a place to be found yet. Add one first.");
    },
  };
}

/**
 * Runs the golden questions of knowledge bases whose settings have changed since they were run last, so that each change
 * has a figure before and after it. For the worker's schedule.
 * @returns how many knowledge bases were evaluated
 */
export async function evaluateChanges(dependencies: EvaluationDependencies, signal: AbortSignal): Promise<number> {
  const { database, log } = dependencies;
  const due = await database
    .select({ knowledgeBase: knowledgeBases, tenant: { id: tenants.id, path: tenants.path } })
    .from(knowledgeBases)
    .innerJoin(tenants, eq(tenants.id, knowledgeBases.tenantId))
    .where(
      sql`exists (select from golden_questions g where g.knowledge_base_id = ${knowledgeBases.id} and g.expected <> '[]'::jsonb)
        and ${settingsColumn} is distinct from (select e.settings from evaluations e
          where e.knowledge_base_id = ${knowledgeBases.id} order by e.id desc limit 1)`,
    )
    .orderBy(asc(knowledgeBases.id))
    .limit(20);
  let done = 0;
  for (const { knowledgeBase, tenant } of due) {
    signal.throwIfAborted();
    try {
      if (await evaluate(dependencies, systemContext("evaluation", tenant, signal), knowledgeBase, "after_change"))
        done += 1;
    } catch (error) {
      signal.throwIfAborted();
      log.warn({ knowledge_base_id: knowledgeBase.id, ...describeError(error) }, "golden questions were not run");
    }
  }
  return done;
}

/** As `settingsOf` writes it. */
const settingsColumn = sql`jsonb_build_object('chunking', ${knowledgeBases.chunking},
  'embedding_model', ${knowledgeBases.embeddingModel}, 'search', ${knowledgeBases.search})`;

function settingsOf({ chunking, embeddingModel, search }: KnowledgeBaseRow): Record<string, unknown> {
  return { chunking, embedding_model: embeddingModel, search };
}

async function evaluate(
  { database, search }: EvaluationDependencies,
  context: Context,
  knowledgeBase: KnowledgeBaseRow,
  trigger: EvaluationRow["trigger"],
): Promise<EvaluationRow | undefined> {
  const knowledgeBaseId = knowledgeBase.id;
  const questions = await database
    .select()
    .from(goldenQuestions)
    .where(and(eq(goldenQuestions.knowledgeBaseId, knowledgeBaseId), sql`${goldenQuestions.expected} <> '[]'::jsonb`))
    .orderBy(asc(goldenQuestions.id))
    .limit(questionLimit);
  if (questions.length === 0) return undefined;
  const scores: RankingScore[] = [];
  const results: EvaluatedQuestion[] = [];
  const durations: number[] = [];
  for (const { question, expected } of questions) {
    context.signal.throwIfAborted();
    const asked = { knowledgeBaseIds: [knowledgeBaseId], query: question, limit: depth, useCache: false };
    const { passages, durationMs } = await search(context, asked);
    durations.push(durationMs);
    const score = scoreRanking(passages, expected);
    scores.push(score);
    results.push({
      question: question.slice(0, shownCharacters).toWellFormed(),
      recall_at_10: score.recallAt10,
      ndcg_at_10: score.ndcgAt10,
      first_place: score.firstPlace,
    });
  }
  results.sort((left, right) => left.ndcg_at_10 - right.ndcg_at_10);
  const mean = (of: (score: RankingScore) => number) =>
    scores.reduce((sum, score) => sum + of(score), 0) / scores.length;
  const metrics: EvaluationMetrics = {
    questions: questions.length,
    recall_at_5: mean(({ recallAt5 }) => recallAt5),
    recall_at_10: mean(({ recallAt10 }) => recallAt10),
    ndcg_at_10: mean(({ ndcgAt10 }) => ndcgAt10),
    mrr: mean(({ firstPlace }) => (firstPlace === null ? 0 : 1 / firstPlace)),
    median_ms: durations.toSorted((left, right) => left - right)[Math.floor(durations.length / 2)] ?? 0,
  };
  return database.transaction(async (transaction) => {
    const id = newId("evl");
    const [row] = await transaction
      .insert(evaluations)
      .values({
        id,
        knowledgeBaseId,
        trigger,
        settings: settingsOf(knowledgeBase),
        metrics,
        results,
        createdBy: actorId(context.actor),
      })
      .returning();
    await recordAudit(transaction, context, {
      action: "evaluation.create",
      resourceKind: "evaluation",
      resourceId: id,
      changes: { questions: questions.length, trigger },
    });
    return row;
  });
}

function present(row: EvaluationRow): Evaluation {
  return {
    id: row.id,
    trigger: row.trigger,
    settings: row.settings,
    metrics: row.metrics,
    results: row.results,
    created_at: row.createdAt.toISOString(),
  };
}
