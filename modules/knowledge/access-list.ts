import type { AccessList, Grant } from "@eai/contract";
import { type Database, rowsOf, type Transaction } from "@eai/modules/kernel";
import { type SQL, sql } from "drizzle-orm";
import { readsDocument, readsKnowledgeBase, writesKnowledgeBase } from "./access.ts";
import { everyAsker } from "./asker.ts";
import type { knowledgeBases } from "./tables.ts";

/** A knowledge base as a whole, or one document of it. */
export interface AccessTarget {
  knowledgeBaseId: string;
  documentId?: string | undefined;
}

interface GrantRow extends Omit<Grant, "subject" | "created_at"> {
  subject_kind: Grant["subject"]["kind"];
  subject_id: string;
  name: string | null;
  detail: string | null;
  created_at: Date | string;
}

/** Stands where a person, group or tenant is gone. Ids are never given again, so such a grant lets nobody in. */
const removed = "(removed)";

/**
 * Grants with the names of whom they name, oldest first.
 * @param condition over `knowledge_grants g`
 */
export async function readGrants(database: Database | Transaction, condition: SQL): Promise<Grant[]> {
  const rows = await rowsOf<GrantRow>(
    database,
    sql`select g.id, g.subject_kind, g.subject_id, g.effect, g.right, g.created_at,
        coalesce(p.name, gr.name, t.name) as name,
        case when p.id is not null then coalesce(p.contact_email, p.email)
          when t.id is not null then (
            select string_agg(above.name, ' › ' order by place.ordinality)
            from unnest(t.path) with ordinality place (id, ordinality) join tenants above on above.id = place.id)
        end as detail
      from knowledge_grants g
        left join people p on p.id = g.subject_id and p.erased_at is null
        left join groups gr on gr.id = g.subject_id
        left join tenants t on t.id = g.subject_id
      where ${condition} order by g.id`,
  );
  return rows.map(({ subject_kind, subject_id, name, detail, created_at, ...grant }) => ({
    ...grant,
    subject: { kind: subject_kind, id: subject_id, name: name ?? removed, detail },
    created_at: new Date(created_at).toISOString(),
  }));
}

/** The condition for the grants of this very target over `knowledge_grants g`. */
export function grantsOf({ knowledgeBaseId, documentId }: AccessTarget): SQL {
  const ofDocument = documentId === undefined ? sql`g.document_id is null` : sql`g.document_id = ${documentId}`;
  return sql`g.knowledge_base_id = ${knowledgeBaseId} and ${ofDocument}`;
}

const shownPeople = 100;

/**
 * Who will see it, by the rules each of them is shown things by: of everyone who can sign in, those for whom they hold.
 */
export async function readAudience(
  database: Database | Transaction,
  { knowledgeBaseId, documentId }: AccessTarget,
): Promise<Pick<AccessList, "people" | "people_count">> {
  const { asker, from } = everyAsker;
  const target =
    documentId === undefined
      ? sql`knowledge_bases cross join ${from} where ${readsKnowledgeBase(asker)}`
      : sql`knowledge_bases join documents on documents.knowledge_base_id = knowledge_bases.id cross join ${from}
          where documents.id = ${documentId} and ${readsDocument(asker)}`;
  const rows = await rowsOf<AccessList["people"][number] & { total: number }>(
    database,
    sql`select asker.id, asker.name, asker.email, ${writesKnowledgeBase(asker)} as may_write,
        (count(*) over ())::int as total
      from ${target} and knowledge_bases.id = ${knowledgeBaseId}
      order by lower(asker.name), asker.id limit ${shownPeople}::int`,
  );
  return { people: rows.map(({ total: _, ...person }) => person), people_count: rows[0]?.total ?? 0 };
}

/** The rules of a target, and the people they come to, for one who manages it. */
export async function readAccessList(
  database: Database | Transaction,
  knowledgeBase: Pick<typeof knowledgeBases.$inferSelect, "id" | "ownerId" | "scope">,
  document?: { id: string; restricted: boolean },
): Promise<AccessList> {
  const whole: AccessTarget = { knowledgeBaseId: knowledgeBase.id };
  const target: AccessTarget = { ...whole, documentId: document?.id };
  const [owner] = await rowsOf<{ name: string }>(
    database,
    sql`select name from people where id = ${knowledgeBase.ownerId} and erased_at is null`,
  );
  return {
    scope: knowledgeBase.scope,
    restricted: document?.restricted ?? false,
    owner: { id: knowledgeBase.ownerId, name: owner?.name ?? removed },
    grants: await readGrants(database, grantsOf(target)),
    inherited_grants: document === undefined ? [] : await readGrants(database, grantsOf(whole)),
    ...(await readAudience(database, target)),
    may_manage: true,
  };
}
