import { chunkingSchema, type Document, type MyFiles, Permission } from "@eai/contract";
import { recordAudit } from "@eai/modules/governance";
import { requirePermission } from "@eai/modules/identity";
import { actorId, type Context, type Database, newId, ProblemError } from "@eai/modules/kernel";
import { and, eq, sql } from "drizzle-orm";
import type { KnowledgeBaseVerbs } from "./knowledge-bases.ts";
import type { ReindexDependencies } from "./reindex/reindexes.ts";
import { knowledgeBases } from "./tables.ts";
import type { UploadInput, UploadVerbs } from "./uploads.ts";

export interface ChatFileVerbs {
  /** The person's own knowledge base for files put into chats; null until the first. */
  getMyFiles(context: Context): Promise<MyFiles>;
  /**
   * Stores a file in it, which the first one makes. Other bytes under a name that is taken become a document of their
   * own: what an earlier conversation is about stays as it was.
   * @throws ProblemError as `uploadDocument`
   */
  uploadMyFile(context: Context, file: Pick<UploadInput, "fileName" | "content">): Promise<Document>;
}

/** Shown in the reader's language instead; this is what programs and exports see. */
const storedName = "My files";

export function chatFileVerbs(
  { database, embeddings }: Pick<ReindexDependencies, "database" | "embeddings">,
  { getKnowledgeBase, uploadDocument }: Pick<KnowledgeBaseVerbs & UploadVerbs, "getKnowledgeBase" | "uploadDocument">,
): ChatFileVerbs {
  return {
    async getMyFiles(context) {
      const id = await findOwn(database, context);
      return { knowledge_base: id === undefined ? null : await getKnowledgeBase(context, id) };
    },

    async uploadMyFile(context, file) {
      requirePermission(context, Permission.KnowledgeCreate);
      const knowledgeBaseId = (await findOwn(database, context)) ?? (await makeOwn(context));
      return uploadDocument(context, { ...file, knowledgeBaseId, keepsBoth: true });
    },
  };

  /** Of two first uploads at once one makes it, and the other finds it. */
  async function makeOwn(context: Context): Promise<string> {
    await database.transaction(async (transaction) => {
      const [made] = await transaction
        .insert(knowledgeBases)
        .values({
          id: newId("kb"),
          tenantId: context.tenantId,
          ownerId: actorId(context.actor),
          scope: "personal",
          purpose: "chat_files",
          name: storedName,
          chunking: chunkingSchema.parse({}),
          embeddingModel: embeddings[0]?.model ?? null,
        })
        .onConflictDoNothing({
          target: [knowledgeBases.ownerId, knowledgeBases.tenantId, knowledgeBases.purpose],
          where: sql`purpose is not null`,
        })
        .returning({ id: knowledgeBases.id });
      if (!made) return;
      await recordAudit(transaction, context, {
        action: "knowledge_base.create",
        resourceKind: "knowledge_base",
        resourceId: made.id,
        changes: { scope: "personal", purpose: "chat_files" },
      });
    });
    const id = await findOwn(database, context);
    if (id !== undefined) return id;
    throw new ProblemError("conflict", "Your files were deleted at this moment. Upload the file again.");
  }
}

async function findOwn(database: Database, context: Context): Promise<string | undefined> {
  const isOwn = and(
    eq(knowledgeBases.ownerId, actorId(context.actor)),
    eq(knowledgeBases.tenantId, context.tenantId),
    eq(knowledgeBases.purpose, "chat_files"),
  );
  const [row] = await database.select({ id: knowledgeBases.id }).from(knowledgeBases).where(isOwn);
  return row?.id;
}

/**
 * Files put into chats are their owner's alone, under a name that everybody knows them by.
 * @throws ProblemError `conflict`
 */
export function requireNoPurpose({ purpose }: Pick<typeof knowledgeBases.$inferSelect, "purpose">): void {
  if (purpose === null) return;
  throw new ProblemError(
    "conflict",
    "Files put into chats are yours alone: they cannot be shared, opened to others or renamed as a whole. Add them to another knowledge base to share them.",
  );
}
