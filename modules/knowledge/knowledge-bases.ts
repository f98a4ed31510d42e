import {
  type createKnowledgeBaseSchema,
  type KnowledgeBase,
  type KnowledgeBaseScope,
  Permission,
  type updateKnowledgeBaseSchema,
} from "@eai/contract";
import { recordAudit } from "@eai/modules/governance";
import { people, requirePermission } from "@eai/modules/identity";
import {
  actorId,
  behind,
  type Context,
  createOnce,
  newId,
  notFound,
  type Page,
  type PageInput,
  ProblemError,
  rowsOf,
  type Transaction,
  textArray,
  toPage,
} from "@eai/modules/kernel";
import { and, desc, eq, getTableColumns, inArray, lt, type SQL, sql } from "drizzle-orm";
import type { z } from "zod";
import { entersKnowledgeBase, managesKnowledgeBase, readsDocument } from "./access.ts";
import { editsTeamKnowledge, mayReadKnowledge } from "./asker.ts";
import { authorizeKnowledgeBase, hasGrantsColumn, mayManageColumn, mayWriteColumn } from "./authorize.ts";
import { storedCacheSettings } from "./cache/cache-settings.ts";
import { requireNoPurpose } from "./chat-files.ts";
import { type KnowledgeBaseCounts, type KnowledgeBaseRow, presentKnowledgeBase } from "./present.ts";
import type { ReindexDependencies } from "./reindex/reindexes.ts";
import { runningReindexes } from "./reindex/running-reindexes.ts";
import { fileColumns, keysOf, removeUnusedFiles } from "./stored-files.ts";
import { documentVersions, knowledgeBases, type SearchSettings } from "./tables.ts";

export type CreateKnowledgeBaseInput = z.output<typeof createKnowledgeBaseSchema>;
export type UpdateKnowledgeBaseInput = z.output<typeof updateKnowledgeBaseSchema>;

export interface KnowledgeBaseVerbs {
  /** Those the actor may see, newest first. */
  listKnowledgeBases(context: Context, input: PageInput): Promise<Page<KnowledgeBase>>;
  /** @throws ProblemError `permission_denied` for a scope the actor may not write, `idempotency_key_reused` */
  createKnowledgeBase(context: Context, input: CreateKnowledgeBaseInput): Promise<KnowledgeBase>;
  /** @throws ProblemError `not_found` */
  getKnowledgeBase(context: Context, id: string): Promise<KnowledgeBase>;
  /** @throws ProblemError `not_found`, `permission_denied`; `conflict` for name or scope of one that has a purpose */
  updateKnowledgeBase(context: Context, id: string, changes: UpdateKnowledgeBaseInput): Promise<KnowledgeBase>;
  /**
   * Removes it with its documents, index entries and files; a document being prepared stops.
   * @throws ProblemError `not_found`, `permission_denied`
   */
  deleteKnowledgeBase(context: Context, id: string): Promise<void>;
  /** Which of these knowledge bases the actor may see right now. */
  visibleKnowledgeBases(context: Context, ids: readonly string[]): Promise<Set<string>>;
}

export function knowledgeBaseVerbs(dependencies: ReindexDependencies): KnowledgeBaseVerbs {
  const { database, index, embeddings, reindexKeepDays } = dependencies;

  async function select(context: Context, condition: SQL | undefined, limit: number): Promise<KnowledgeBaseRow[]> {
    return database
      .select({
        knowledgeBase: getTableColumns(knowledgeBases),
        ownerName: people.name,
        mayWrite: mayWriteColumn(context),
        mayManage: mayManageColumn(context),
        hasGrants: hasGrantsColumn,
      })
      .from(knowledgeBases)
      .innerJoin(people, eq(people.id, knowledgeBases.ownerId))
      .where(and(entersKnowledgeBase(context), condition))
      .orderBy(desc(knowledgeBases.id))
      .limit(limit);
  }

  async function countDocuments(
    context: Context,
    ids: readonly string[],
  ): Promise<(id: string) => KnowledgeBaseCounts> {
    const rows = await rowsOf<KnowledgeBaseCounts & { id: string }>(
      database,
      sql`
        select documents.knowledge_base_id as id, count(*)::int as "documentCount",
          (count(*) filter (where v.state = 'ready'))::int as "readyCount",
          (count(*) filter (where v.state = 'failed'))::int as "failedCount",
          sum(v.size_bytes)::float8 as "sizeBytes"
        from documents join document_versions v on v.id = documents.latest_version_id
          join knowledge_bases on knowledge_bases.id = documents.knowledge_base_id
        where knowledge_bases.id = any(${textArray(ids)}) and ${readsDocument(context)}
        group by documents.knowledge_base_id`,
    );
    const byId = new Map(rows.map((row) => [row.id, row]));
    return (id) => byId.get(id) ?? { documentCount: 0, readyCount: 0, failedCount: 0, sizeBytes: 0 };
  }

  async function presenter(context: Context, rows: readonly KnowledgeBaseRow[]) {
    const ids = rows.map((row) => row.knowledgeBase.id);
    const [countsOf, reindexOf] = await Promise.all([
      countDocuments(context, ids),
      runningReindexes(database, ids, reindexKeepDays),
    ]);
    return (row: KnowledgeBaseRow) => {
      const { id, embeddingModel } = row.knowledgeBase;
      const hasVectors = embeddings.some(({ model }) => model === embeddingModel);
      return presentKnowledgeBase(row, countsOf(id), hasVectors ? "hybrid" : "keyword", reindexOf.get(id) ?? null);
    };
  }

  async function getKnowledgeBase(context: Context, id: string): Promise<KnowledgeBase> {
    const [row] = await select(context, eq(knowledgeBases.id, id), 1);
    if (!row) throw notFound("knowledge base");
    return (await presenter(context, [row]))(row);
  }

  return {
    getKnowledgeBase,

    async listKnowledgeBases(context, { limit, cursor }) {
      const rows = await select(context, behind(cursor, lt, knowledgeBases.id), limit + 1);
      return toPage(rows, limit, await presenter(context, rows), (row) => [row.knowledgeBase.id]);
    },

    async createKnowledgeBase(context, input) {
      requireScope(context, input.scope);
      const request = { route: "createKnowledgeBase", ...input };
      const made = await createOnce(database, context, request, async (transaction) => {
        const id = newId("kb");
        await transaction.insert(knowledgeBases).values({
          ...input,
          id,
          embeddingModel: embeddings[0]?.model ?? null,
          tenantId: context.tenantId,
          ownerId: actorId(context.actor),
        });
        await recordAudit(transaction, context, {
          action: "knowledge_base.create",
          resourceKind: "knowledge_base",
          resourceId: id,
          changes: { scope: input.scope },
        });
        return id;
      });
      return getKnowledgeBase(context, made.resourceId);
    },

    async updateKnowledgeBase(context, id, changes) {
      await database.transaction(async (transaction) => {
        const before = await authorizeKnowledgeBase(transaction, context, id, "write", "update");
        const scope = changes.scope ?? before.scope;
        if (scope !== before.scope || (changes.name ?? before.name) !== before.name) requireNoPurpose(before);
        const searchSettings = changedSearch(before.search, changes.search);
        if (scope !== before.scope) {
          // Who may use it is not for everyone to decide who may write in it.
          await authorizeKnowledgeBase(transaction, context, id, "manage");
          requireScopeChange(context, before.ownerId, scope);
        }
        await transaction
          .update(knowledgeBases)
          .set({
            name: changes.name ?? before.name,
            description: changes.description ?? before.description,
            scope,
            search: searchSettings,
            // Who may find what changes with the scope, and the order with the settings: nothing kept of earlier
            // searches holds then.
            revision: scope === before.scope && changes.search === undefined ? before.revision : before.revision + 1,
            cache:
              changes.cache === undefined ? before.cache : { ...before.cache, ...storedCacheSettings(changes.cache) },
            updatedAt: new Date(),
          })
          .where(eq(knowledgeBases.id, id));
        await recordAudit(transaction, context, {
          action: "knowledge_base.update",
          resourceKind: "knowledge_base",
          resourceId: id,
          changes: { fields: Object.keys(changes), scope: [before.scope, scope] },
        });
      });
      return getKnowledgeBase(context, id);
    },

    async deleteKnowledgeBase(context, id) {
      const removed = await database.transaction(async (transaction) => {
        await authorizeKnowledgeBase(transaction, context, id, "write", "update");
        await requireNothingHidden(transaction, context, id);
        // Held, so that a worker in the middle of a write ends it first and finds nothing to write to afterwards.
        const versions = await transaction
          .select({ id: documentVersions.id, ...fileColumns })
          .from(documentVersions)
          .where(eq(documentVersions.knowledgeBaseId, id))
          .orderBy(documentVersions.id)
          .for("update");
        await index.remove(
          transaction,
          versions.map((version) => version.id),
        );
        await transaction.delete(knowledgeBases).where(eq(knowledgeBases.id, id));
        await recordAudit(transaction, context, {
          action: "knowledge_base.delete",
          resourceKind: "knowledge_base",
          resourceId: id,
          changes: { versions: versions.length },
        });
        return versions;
      });
      await removeUnusedFiles(dependencies, keysOf(removed));
    },

    async visibleKnowledgeBases(context, ids) {
      if (ids.length === 0 || !mayReadKnowledge(context)) return new Set();
      const rows = await database
        .select({ id: knowledgeBases.id })
        .from(knowledgeBases)
        .where(and(inArray(knowledgeBases.id, [...ids]), entersKnowledgeBase(context)));
      return new Set(rows.map((row) => row.id));
    },
  };
}

function changedSearch(before: SearchSettings, changes: UpdateKnowledgeBaseInput["search"]): SearchSettings {
  if (changes === undefined) return before;
  const { rerank = before.rerank, minimum_similarity = before.minimumSimilarity ?? null } = changes;
  return {
    ...(rerank !== undefined && { rerank }),
    ...(minimum_similarity !== null && { minimumSimilarity: minimum_similarity }),
  };
}

/** Who may write removes documents they can read: a knowledge base with others in it is for those who manage it to remove. */
async function requireNothingHidden(transaction: Transaction, context: Context, id: string): Promise<void> {
  const [hidden] = await rowsOf(
    transaction,
    sql`select documents.id from documents join knowledge_bases on knowledge_bases.id = documents.knowledge_base_id
      where knowledge_bases.id = ${id} and not ${managesKnowledgeBase(context)} and not ${readsDocument(context)} limit 1`,
  );
  if (!hidden) return;
  throw new ProblemError(
    "permission_denied",
    "Not everything in this knowledge base is open to you, so you may not delete it. Ask its owner or an administrator.",
  );
}

/** Nobody makes what they could not write afterwards as someone else's: the same rule as `writesKnowledgeBase`. */
function requireScope(context: Context, scope: KnowledgeBaseScope): void {
  requirePermission(context, Permission.KnowledgeCreate);
  const { actor } = context;
  if (actor.kind === "system" || scope === "personal") return;
  if (scope === "organization") {
    requirePermission(context, Permission.KnowledgeCreateOrganization);
    return;
  }
  if (editsTeamKnowledge(actor.role)) return;
  throw new ProblemError(
    "permission_denied",
    "Your role may not make team knowledge bases. Make a personal one, or ask an administrator to become an editor.",
  );
}

function requireScopeChange(context: Context, ownerId: string, scope: KnowledgeBaseScope): void {
  requireScope(context, scope);
  if (scope !== "personal" || context.actor.kind === "system" || context.actor.personId === ownerId) return;
  throw new ProblemError(
    "permission_denied",
    "Only the owner may make a knowledge base personal: nobody else would see it any more.",
  );
}
