import type { Reindex } from "@eai/contract";
import { recordAudit } from "@eai/modules/governance";
import { type Context, type Database, notFound, type Transaction } from "@eai/modules/kernel";
import { and, eq } from "drizzle-orm";
import { type IndexSettings, knowledgeBases, reindexes } from "../tables.ts";
import type { CandidateCounts } from "./candidates.ts";

export type ReindexRow = typeof reindexes.$inferSelect;

/** Finds a re-index of a knowledge base that the caller may see, or holds. @throws ProblemError `not_found` */
export async function findReindex(
  database: Database | Transaction,
  { knowledgeBaseId, reindexId }: { knowledgeBaseId: string; reindexId: string },
): Promise<ReindexRow> {
  const [row] = await database
    .select()
    .from(reindexes)
    .where(and(eq(reindexes.id, reindexId), eq(reindexes.knowledgeBaseId, knowledgeBaseId)));
  if (!row) throw notFound("re-index");
  return row;
}

/** Writes an act on a re-index down, in the transaction of the act. */
export function auditReindex(
  transaction: Transaction,
  context: Context,
  act: "create" | "cancel" | "retry" | "switch" | "revert",
  { id, knowledgeBaseId }: Pick<ReindexRow, "id" | "knowledgeBaseId">,
  changes: Record<string, unknown> = {},
): Promise<void> {
  return recordAudit(transaction, context, {
    action: `reindex.${act}`,
    resourceKind: "reindex",
    resourceId: id,
    changes: { knowledge_base_id: knowledgeBaseId, ...changes },
  });
}

/** Puts other settings in use: what can be found is another thing from here on. */
export async function useSettings(
  transaction: Transaction,
  knowledgeBase: Pick<typeof knowledgeBases.$inferSelect, "id" | "revision">,
  { chunking, embeddingModel }: IndexSettings,
): Promise<void> {
  await transaction
    .update(knowledgeBases)
    .set({ chunking, embeddingModel, revision: knowledgeBase.revision + 1, updatedAt: new Date() })
    .where(eq(knowledgeBases.id, knowledgeBase.id));
}

/** Until when there is a way back; null when there is none. */
export function mayRevertUntil({ state, switchedAt, endedAt }: ReindexRow, keepDays: number): Date | null {
  if (state !== "active" || switchedAt === null || endedAt !== null) return null;
  return new Date(switchedAt.getTime() + keepDays * 86_400_000);
}

/** A re-index as the wire has it. */
export function presentReindex(row: ReindexRow, counts: CandidateCounts, keepDays: number): Reindex {
  const until = mayRevertUntil(row, keepDays);
  return {
    id: row.id,
    knowledge_base_id: row.knowledgeBaseId,
    state: row.state,
    settings: presentSettings(row.settings),
    before: presentSettings(row.before),
    progress: { total: counts.total, done: counts.done, failed: counts.failed, passages: counts.passages },
    estimated_seconds_left: row.state === "building" ? secondsLeft(row, counts) : null,
    may_revert_until: until !== null && until.getTime() > Date.now() ? until.toISOString() : null,
    created_at: row.createdAt.toISOString(),
    switched_at: row.switchedAt?.toISOString() ?? null,
    ended_at: row.endedAt?.toISOString() ?? null,
  };
}

function presentSettings({ chunking, embeddingModel }: IndexSettings): Reindex["settings"] {
  return { chunking, embedding_model: embeddingModel };
}

/** The documents left take as long as those that are done did. */
function secondsLeft({ createdAt }: ReindexRow, { total, done, failed }: CandidateCounts): number | null {
  const ended = done + failed;
  if (ended === 0) return null;
  return Math.ceil(((Date.now() - createdAt.getTime()) / 1000 / ended) * (total - ended));
}
