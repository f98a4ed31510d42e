import type { KnowledgeBaseScope, ScopeAudiences } from "@eai/contract";
import { actorId, type Context, type Database, rowsOf, textArray } from "@eai/modules/kernel";
import { sql } from "drizzle-orm";
import { readsKnowledgeBase } from "./access.ts";
import { everyAsker } from "./asker.ts";
import { authorizeKnowledgeBase } from "./authorize.ts";

type ScopeAudience = ScopeAudiences["data"][number];

export interface ScopeAudienceVerbs {
  /**
   * How many people each scope would let in: of a knowledge base that the actor manages, or of one they would make now.
   * @throws ProblemError `not_found`, `permission_denied`
   */
  listScopeAudiences(context: Context, knowledgeBaseId?: string): Promise<ScopeAudience[]>;
}

const scopes: readonly KnowledgeBaseScope[] = ["personal", "team", "organization"];

export function scopeAudienceVerbs({ database }: { database: Database }): ScopeAudienceVerbs {
  return {
    async listScopeAudiences(context, knowledgeBaseId) {
      const place =
        knowledgeBaseId === undefined
          ? { id: "", tenantId: context.tenantId, ownerId: actorId(context.actor) }
          : await authorizeKnowledgeBase(database, context, knowledgeBaseId, "manage");
      const { asker, from } = everyAsker;
      // The rules are asked of a row for each scope, under the name they know: the count cannot differ from what holds later.
      const rows = await rowsOf<{ scope: KnowledgeBaseScope; count: number }>(
        database,
        sql`select knowledge_bases.scope, count(*)::int as count
          from (select ${place.id}::text as id, ${place.tenantId}::text as tenant_id, ${place.ownerId}::text as owner_id, scope
            from unnest(${textArray(scopes)}) as scope) as knowledge_bases cross join ${from}
          where ${readsKnowledgeBase(asker)} group by knowledge_bases.scope`,
      );
      const [names] = await rowsOf<{ team: string; organization: string }>(
        database,
        sql`select t.name as team, root.name as organization from tenants t join tenants root on root.id = t.path[1]
          where t.id = ${place.tenantId}`,
      );
      return scopes.map((scope) => ({
        scope,
        name: scope === "personal" ? null : (names?.[scope] ?? null),
        people_count: rows.find((row) => row.scope === scope)?.count ?? 0,
      }));
    },
  };
}
