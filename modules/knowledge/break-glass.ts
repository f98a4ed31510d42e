import { Permission } from "@eai/contract";
import { recordAudit } from "@eai/modules/governance";
import { administersTenant, requirePermission, tenants } from "@eai/modules/identity";
import { type Context, notFound } from "@eai/modules/kernel";
import { and, eq, sql } from "drizzle-orm";
import type { StorageDependencies } from "./dependencies.ts";
import { type DocumentContent, openVersion } from "./documents.ts";
import { documents, documentVersions, knowledgeBases } from "./tables.ts";

export interface BreakGlassVerbs {
  /**
   * The original of a document in a tenant the actor administers, whoever may see it. The reason is in the audit log
   * before a byte is read.
   * @throws ProblemError `permission_denied`; `not_found` for a document of any other tenant
   */
  readWithBreakGlass(context: Context, documentId: string, reason: string): Promise<DocumentContent>;
}

export function breakGlassVerbs(dependencies: Pick<StorageDependencies, "database" | "files">): BreakGlassVerbs {
  return {
    async readWithBreakGlass(context, documentId, reason) {
      requirePermission(context, Permission.KnowledgeBreakGlass);
      const found = await dependencies.database.transaction(async (transaction) => {
        const [row] = await transaction
          .select({ name: documents.name, version: documentVersions, tenantId: tenants.id })
          .from(documents)
          .innerJoin(knowledgeBases, eq(knowledgeBases.id, documents.knowledgeBaseId))
          .innerJoin(tenants, eq(tenants.id, knowledgeBases.tenantId))
          .innerJoin(
            documentVersions,
            eq(documentVersions.id, sql`coalesce(${documents.currentVersionId}, ${documents.latestVersionId})`),
          )
          .where(and(eq(documents.id, documentId), administersTenant(context)));
        if (!row) throw notFound("document");
        await recordAudit(transaction, context, {
          action: "document.break_glass_read",
          resourceKind: "document",
          resourceId: documentId,
          tenantId: row.tenantId,
          reason,
          changes: { version_id: row.version.id },
        });
        return row;
      });
      return openVersion(dependencies, found.name, found.version);
    },
  };
}
