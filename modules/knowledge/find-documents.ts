import type { FoundDocument, findDocumentsQuerySchema, listTagsQuerySchema, Tag } from "@eai/contract";
import {
  type Context,
  containing,
  type Database,
  decodeCursor,
  type Page,
  pageOf,
  rowsOf,
  textArray,
  toPage,
} from "@eai/modules/kernel";
import { and, eq, ilike, type SQL, sql } from "drizzle-orm";
import type { z } from "zod";
import { all, knowledgeBasesInReach, readsDocument } from "./access.ts";
import { documentOrder } from "./document-order.ts";
import { current, hasState, latest } from "./document-rows.ts";
import { type DocumentRows, presentDocument } from "./present.ts";
import { documents, knowledgeBases } from "./tables.ts";

export type FindDocumentsInput = z.output<typeof findDocumentsQuerySchema>;
export type ListTagsInput = z.output<typeof listTagsQuerySchema>;

export interface FindDocumentVerbs {
  /** Documents the actor may read, in all knowledge bases, by name. */
  findDocuments(context: Context, input: FindDocumentsInput): Promise<Page<FoundDocument>>;
  /** Tags of these documents with how many have each, by tag: what one may not read is not counted. */
  listTags(context: Context, input: ListTagsInput): Promise<Page<Tag>>;
}

const byName = documentOrder("name");

export function findDocumentVerbs({ database }: { database: Database }): FindDocumentVerbs {
  return {
    async findDocuments(context, { limit, cursor, query, tag, knowledge_base_id: knowledgeBaseId, state }) {
      const rows = await database
        .select({ document: documents, latest, current, knowledgeBaseName: knowledgeBases.name })
        .from(documents)
        .innerJoin(knowledgeBases, eq(knowledgeBases.id, documents.knowledgeBaseId))
        .innerJoin(latest, eq(latest.id, documents.latestVersionId))
        .leftJoin(current, eq(current.id, documents.currentVersionId))
        .where(
          and(
            isInReach(context),
            readsDocument(context),
            query ? ilike(documents.name, containing(query)) : undefined,
            // As the index of tags is asked.
            tag ? sql`${documents.tags} @> ${textArray([tag])}` : undefined,
            isIn(knowledgeBaseId),
            hasState(state),
            byName.behind(cursor),
          ),
        )
        .orderBy(...byName.order)
        .limit(limit + 1);
      return toPage(rows, limit, presentFound, byName.cursorOf);
    },

    async listTags(context, { limit, cursor, query, knowledge_base_id: knowledgeBaseId }) {
      const last = cursor === undefined ? undefined : String(decodeCursor(cursor, 1)[0]);
      const rows = await rowsOf<Tag>(
        database,
        sql`select tag, count(*)::int as document_count
          from documents join knowledge_bases on knowledge_bases.id = documents.knowledge_base_id
            cross join lateral unnest(documents.tags) as tags(tag)
          where ${all(
            isInReach(context),
            readsDocument(context),
            query ? sql`tag ilike ${containing(query)}` : undefined,
            isIn(knowledgeBaseId),
            last === undefined ? undefined : sql`tag > ${last}`,
          )}
          group by tag order by tag limit ${limit + 1}::int`,
      );
      return pageOf(rows, limit, ({ tag }) => [tag]);
    },
  };
}

/** An array, so that it is found once and then looked up by the index of documents. */
function isInReach(context: Context): SQL {
  return sql`documents.knowledge_base_id = any(array(${knowledgeBasesInReach(context)}))`;
}

function isIn(knowledgeBaseId: string | undefined): SQL | undefined {
  return knowledgeBaseId === undefined ? undefined : eq(documents.knowledgeBaseId, knowledgeBaseId);
}

function presentFound({ knowledgeBaseName, ...rows }: DocumentRows & { knowledgeBaseName: string }): FoundDocument {
  const document = presentDocument(rows);
  return { ...document, knowledge_base: { id: document.knowledge_base_id, name: knowledgeBaseName } };
}
