import { type Context, type Database, notFound, textArray } from "@eai/modules/kernel";
import { and, sql } from "drizzle-orm";
import { entersKnowledgeBase, isInOrganization, isInScope, isOwner } from "../access.ts";
import { askerOf } from "../asker.ts";
import { type CacheSettings, knowledgeBases, type SearchSettings } from "../tables.ts";

/** A knowledge base that is searched, with what decides what is found there. */
export interface SearchedKnowledgeBase {
  id: string;
  /** Counts up with each change of what can be found and who may find it. */
  revision: number;
  embeddingModel: string | null;
  search: SearchSettings;
  cache: CacheSettings;
  /**
   * The same for two people who may find the same at this revision: every rule of `readsDocument` asks for nothing
   * else of a person than what is in here.
   */
  access: string;
}

/**
 * What is asked of each knowledge base before it is searched.
 * @throws ProblemError `not_found` when one is missing or may not be seen
 */
export async function readSearchedKnowledgeBases(
  database: Database,
  context: Context,
  ids: readonly string[],
): Promise<SearchedKnowledgeBase[]> {
  const subjects = askerOf(context).subjects;
  const rows = await database
    .select({
      id: knowledgeBases.id,
      revision: knowledgeBases.revision,
      embeddingModel: knowledgeBases.embeddingModel,
      search: knowledgeBases.search,
      cache: knowledgeBases.cache,
      isOwner: sql<boolean>`${isOwner(context)}`,
      isInScope: sql<boolean>`${isInScope(context)}`,
      isInOrganization: sql<boolean>`${isInOrganization(context)}`,
      named: sql<string[]>`array(select distinct g.subject_id from knowledge_grants g
        where g.knowledge_base_id = knowledge_bases.id and g.subject_id = any(${subjects}) order by 1)`,
    })
    .from(knowledgeBases)
    .where(and(sql`${knowledgeBases.id} = any(${textArray(ids)})`, entersKnowledgeBase(context)));
  if (rows.length < ids.length) throw notFound("knowledge base");
  return rows.map(({ isOwner: owner, isInScope: inScope, isInOrganization: inOrganization, named, ...row }) => ({
    ...row,
    access: JSON.stringify([context.actor.kind, context.tenantPath[0], owner, inScope, inOrganization, named]),
  }));
}
