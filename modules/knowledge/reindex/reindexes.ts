import type { CreateReindex, Reindex } from "@eai/contract";
import {
  actorId,
  behind,
  type Context,
  createOnce,
  newId,
  type Page,
  type PageInput,
  ProblemError,
  type Transaction,
  toPage,
} from "@eai/modules/kernel";
import type { EmbeddingModel } from "@eai/modules/models";
import { and, desc, eq, lt } from "drizzle-orm";
import { authorizeKnowledgeBase } from "../authorize.ts";
import type { StorageDependencies } from "../dependencies.ts";
import { documentVersions, type knowledgeBases, reindexes } from "../tables.ts";
import { advanceReindex } from "./advance-reindex.ts";
import { countCandidates, countMade, stopUnfinished } from "./candidates.ts";
import { decideSettings } from "./decide-settings.ts";
import { auditReindex, findReindex, mayRevertUntil, presentReindex, type ReindexRow } from "./reindex-row.ts";
import { revertTo } from "./revert-reindex.ts";
import { switchTo } from "./switch-reindex.ts";

export interface ReindexReference {
  knowledgeBaseId: string;
  reindexId: string;
}

/** Whoever may write in a knowledge base decides how it is cut and embedded: to others none of this exists. */
export interface ReindexVerbs {
  /**
   * Begins to prepare all documents again beside the index in use. The way back of an earlier one ends.
   * @throws ProblemError `not_found`, `permission_denied`, `model_not_found`, `idempotency_key_reused`; `conflict` while
   * another is being built
   */
  createReindex(context: Context, knowledgeBaseId: string, input: CreateReindex): Promise<Reindex>;
  /** Newest first. @throws ProblemError `not_found`, `permission_denied` */
  listReindexes(context: Context, knowledgeBaseId: string, input: PageInput): Promise<Page<Reindex>>;
  /** @throws ProblemError `not_found`, `permission_denied` */
  getReindex(context: Context, reference: ReindexReference): Promise<Reindex>;
  /** Stops it; what it made is removed. @throws ProblemError `not_found`, `permission_denied`, `conflict` when it is over */
  cancelReindex(context: Context, reference: ReindexReference): Promise<Reindex>;
  /** Tries those that failed again. @throws ProblemError `not_found`, `permission_denied`, `conflict` when it is over */
  retryReindex(context: Context, reference: ReindexReference): Promise<Reindex>;
  /**
   * Puts it in use although documents failed; these keep what they have.
   * @throws ProblemError `not_found`, `permission_denied`; `conflict` when it is over or documents are still prepared
   */
  switchReindex(context: Context, reference: ReindexReference): Promise<Reindex>;
  /** Goes back to what was in use before. @throws ProblemError `not_found`, `permission_denied`; `conflict` without a way back */
  revertReindex(context: Context, reference: ReindexReference): Promise<Reindex>;
}

export interface ReindexDependencies extends StorageDependencies {
  /** What is configured, the default first. */
  embeddings: readonly EmbeddingModel[];
  /** How long the way back is kept. */
  reindexKeepDays: number;
}

type KnowledgeBaseRow = typeof knowledgeBases.$inferSelect;

export function reindexVerbs(dependencies: ReindexDependencies): ReindexVerbs {
  const { database, embeddings, reindexKeepDays } = dependencies;

  async function present(row: ReindexRow): Promise<Reindex> {
    const counts = row.state === "building" ? await countCandidates(database, row) : await countMade(database, row.id);
    return presentReindex(row, counts, reindexKeepDays);
  }

  async function getReindex(context: Context, reference: ReindexReference): Promise<Reindex> {
    await authorizeKnowledgeBase(database, context, reference.knowledgeBaseId, "write");
    return present(await findReindex(database, reference));
  }

  /** Acts on a re-index behind the lock of its knowledge base, then gives what it is now. */
  async function change(
    context: Context,
    reference: ReindexReference,
    act: (transaction: Transaction, knowledgeBase: KnowledgeBaseRow, reindex: ReindexRow) => Promise<void>,
  ): Promise<Reindex> {
    await database.transaction(async (transaction) => {
      const knowledgeBase = await authorizeKnowledgeBase(
        transaction,
        context,
        reference.knowledgeBaseId,
        "write",
        "update",
      );
      await act(transaction, knowledgeBase, await findReindex(transaction, reference));
    });
    return getReindex(context, reference);
  }

  return {
    getReindex,

    async createReindex(context, knowledgeBaseId, input) {
      const request = { route: "createReindex", knowledgeBaseId, ...input };
      const made = await createOnce(database, context, request, async (transaction) => {
        const { chunking, embeddingModel } = await authorizeKnowledgeBase(
          transaction,
          context,
          knowledgeBaseId,
          "write",
          "update",
        );
        const before = { chunking, embeddingModel };
        const settings = decideSettings(embeddings, before, input);
        await requireNoneBuilding(transaction, knowledgeBaseId);
        await transaction
          .update(reindexes)
          .set({ state: "replaced", endedAt: new Date() })
          .where(and(eq(reindexes.knowledgeBaseId, knowledgeBaseId), eq(reindexes.state, "active")));
        const id = newId("rix");
        await transaction
          .insert(reindexes)
          .values({ id, knowledgeBaseId, state: "building", settings, before, createdBy: actorId(context.actor) });
        const changes = { ...settings.chunking, embedding_model: settings.embeddingModel };
        await auditReindex(transaction, context, "create", { id, knowledgeBaseId }, changes);
        return id;
      });
      await advanceReindex(dependencies, made.resourceId);
      return getReindex(context, { knowledgeBaseId, reindexId: made.resourceId });
    },

    async listReindexes(context, knowledgeBaseId, { limit, cursor }) {
      await authorizeKnowledgeBase(database, context, knowledgeBaseId, "write");
      const rows = await database
        .select()
        .from(reindexes)
        .where(and(eq(reindexes.knowledgeBaseId, knowledgeBaseId), behind(cursor, lt, reindexes.id)))
        .orderBy(desc(reindexes.id))
        .limit(limit + 1);
      const page = toPage(
        rows,
        limit,
        (row) => row,
        ({ id }) => [id],
      );
      const data: Reindex[] = [];
      for (const row of page.data) data.push(await present(row));
      return { ...page, data };
    },

    cancelReindex: (context, reference) =>
      change(context, reference, async (transaction, _, reindex) => {
        requireBuilding(reindex);
        await stopUnfinished(dependencies, transaction, reindex.id);
        await transaction
          .update(reindexes)
          .set({ state: "cancelled", endedAt: new Date() })
          .where(eq(reindexes.id, reindex.id));
        await auditReindex(transaction, context, "cancel", reindex);
      }),

    async retryReindex(context, reference) {
      await change(context, reference, async (transaction, _, reindex) => {
        requireBuilding(reindex);
        // Without them the documents have no candidate, and the next step makes one.
        const failed = and(eq(documentVersions.reindexId, reindex.id), eq(documentVersions.state, "failed"));
        await transaction.delete(documentVersions).where(failed);
        await auditReindex(transaction, context, "retry", reindex);
      });
      await advanceReindex(dependencies, reference.reindexId);
      return getReindex(context, reference);
    },

    switchReindex: (context, reference) =>
      change(context, reference, async (transaction, knowledgeBase, reindex) => {
        requireBuilding(reindex);
        const { total, done, failed } = await countCandidates(transaction, reindex);
        if (done + failed < total) {
          const left = total - done - failed;
          throw new ProblemError(
            "conflict",
            `${left} of ${total} documents are still being prepared. Wait until all are ready or failed.`,
          );
        }
        await switchTo(dependencies, transaction, context, knowledgeBase, reindex);
      }),

    revertReindex: (context, reference) =>
      change(context, reference, async (transaction, knowledgeBase, reindex) => {
        const until = mayRevertUntil(reindex, reindexKeepDays);
        if (until === null || until.getTime() <= Date.now()) {
          throw new ProblemError(
            "conflict",
            "There is no way back from this re-index any more. Re-index again with the settings you want.",
          );
        }
        await revertTo(dependencies, transaction, context, knowledgeBase, reindex);
      }),
  };
}

async function requireNoneBuilding(transaction: Transaction, knowledgeBaseId: string): Promise<void> {
  const [building] = await transaction
    .select({ id: reindexes.id })
    .from(reindexes)
    .where(and(eq(reindexes.knowledgeBaseId, knowledgeBaseId), eq(reindexes.state, "building")));
  if (!building) return;
  throw new ProblemError(
    "conflict",
    "This knowledge base is being re-indexed already. Wait until that is complete, or cancel it.",
  );
}

function requireBuilding({ state }: ReindexRow): void {
  if (state === "building") return;
  throw new ProblemError("conflict", `This re-index is ${state}, so nothing is being prepared for it any more.`);
}
