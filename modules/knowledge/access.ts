import { type Context, textArray } from "@eai/modules/kernel";
import { and, not, or, type SQL, sql } from "drizzle-orm";
import { type Asker, askerOf } from "./asker.ts";

// The one place that decides who may use which knowledge. Each function gives a condition that stands inside the query:
// rows for which it is false do not exist for the asker. All of them are put together from the same few rules, which
// `explain-access.ts` shows one by one and `access-list.ts` asks for everyone at once. Names of columns are spelled out:
// in one-table queries Drizzle drops the table's, and a bare `id` would then mean that of the grant. Queries must call
// the tables by their own names. No rule is ever null: what is compared is never null, and the rest is `exists`.

/** What may be done with a thing one can see; `manage` is deciding who else may. */
export type Right = "read" | "write" | "manage";

/** A request's context, or anyone else a query asks for. */
export type Asking = Context | Asker;

function toAsker(asking: Asking): Asker {
  return "actor" in asking ? askerOf(asking) : asking;
}

/** Nobody's request but the platform's own work: it sees what belongs to its tenant, and nothing else of this page holds. */
function isOfSystem(asking: Asking): SQL | undefined {
  if (!("actor" in asking) || asking.actor.kind === "person") return undefined;
  return sql`(knowledge_bases.tenant_id = ${asking.tenantId})`;
}

/** Under the same root tenant as the asker. Nothing crosses this border, not even a grant or ownership. */
export function isInOrganization(asking: Asking): SQL {
  const { organizationId } = toAsker(asking);
  return sql`exists (select from tenants t where t.id = knowledge_bases.tenant_id and t.path[1] = ${organizationId})`;
}

/** Owners keep their access whatever is denied to a group or tenant they are in. */
export function isOwner(asking: Asking): SQL {
  return sql`(knowledge_bases.owner_id = ${toAsker(asking).id})`;
}

/** The scope lets them in: team rows are for their tenant and those below it, organisation rows for all of it. */
export function isInScope(asking: Asking): SQL {
  const inTenantPath = sql`knowledge_bases.tenant_id = any(${toAsker(asking).tenantPath})`;
  return any(sql`knowledge_bases.scope = 'organization'`, all(sql`knowledge_bases.scope = 'team'`, inTenantPath));
}

/** What a grant says: `write` is an allowance that includes writing. */
export type GrantKind = "allow" | "deny" | "write";

/** A grant or denial of the knowledge base as a whole names them. */
export function hasKnowledgeBaseGrant(asking: Asking, kind: GrantKind): SQL {
  return sql`exists (select from knowledge_grants g where g.knowledge_base_id = knowledge_bases.id
    and g.document_id is null and ${grantNames(asking, kind)})`;
}

/** A grant or denial of this document names them. */
export function hasDocumentGrant(asking: Asking, kind: Exclude<GrantKind, "write">): SQL {
  return sql`exists (select from knowledge_grants g where g.document_id = documents.id
    and ${grantNames(asking, kind)})`;
}

/** A row of `knowledge_grants g` is of this kind and names them. */
export function grantNames(asking: Asking, kind: GrantKind): SQL {
  return sql`${grantIs(kind)} and g.subject_id = any(${toAsker(asking).subjects})`;
}

function grantIs(kind: GrantKind): SQL {
  switch (kind) {
    case "write":
      return sql`g.effect = 'allow' and g.right = 'write'`;
    case "allow":
      return sql`g.effect = 'allow'`;
    case "deny":
      return sql`g.effect = 'deny'`;
    default:
      return kind satisfies never;
  }
}

/** Their role lets them change what the scope lets them see. */
export function editsByRole(asking: Asking): SQL {
  const { editsTeam, editsOrganization } = toAsker(asking);
  return any(
    all(editsTeam, sql`knowledge_bases.scope = 'team'`),
    all(editsOrganization, sql`knowledge_bases.scope = 'organization'`),
  );
}

/** They administer the tenant it belongs to or one above. What is personal is its owner's alone. */
export function isAdministrator(asking: Asking): SQL {
  const { administers, tenantId } = toAsker(asking);
  const isAbove = sql`exists (select from tenants t where t.id = knowledge_bases.tenant_id and ${tenantId} = any(t.path))`;
  return all(administers, sql`knowledge_bases.scope <> 'personal'`, isAbove);
}

function isDenied(asking: Asking): SQL {
  return hasKnowledgeBaseGrant(asking, "deny");
}

/** Everything in the knowledge base is open to them, but for documents that say otherwise. */
export function readsKnowledgeBase(asking: Asking): SQL {
  const system = isOfSystem(asking);
  if (system) return system;
  const admitted = any(isInScope(asking), hasKnowledgeBaseGrant(asking, "allow"));
  return all(isInOrganization(asking), any(isOwner(asking), all(admitted, not(isDenied(asking)))));
}

/** They may know that it exists: it is open to them, or at least one document of it is. */
export function entersKnowledgeBase(asking: Asking): SQL {
  const system = isOfSystem(asking);
  if (system) return system;
  const grantedDocument = sql`exists (select from documents where documents.knowledge_base_id = knowledge_bases.id
    and ${all(hasDocumentGrant(asking, "allow"), not(hasDocumentGrant(asking, "deny")))})`;
  const byDocument = all(isInOrganization(asking), not(isDenied(asking)), grantedDocument);
  return any(readsKnowledgeBase(asking), byDocument);
}

/** They may add, replace and remove documents they can read, and rename it. */
export function writesKnowledgeBase(asking: Asking): SQL {
  const system = isOfSystem(asking);
  if (system) return system;
  const byRole = all(isInScope(asking), editsByRole(asking));
  const admitted = any(byRole, hasKnowledgeBaseGrant(asking, "write"));
  return all(isInOrganization(asking), any(isOwner(asking), all(admitted, not(isDenied(asking)))));
}

/** They may decide who else uses it. Being able to does not open its documents. */
export function managesKnowledgeBase(asking: Asking): SQL {
  const system = isOfSystem(asking);
  if (system) return system;
  return all(isInOrganization(asking), any(isOwner(asking), all(isAdministrator(asking), not(isDenied(asking)))));
}

/** They may find and read this document. */
export function readsDocument(asking: Asking): SQL {
  const system = isOfSystem(asking);
  if (system) return system;
  const byKnowledgeBase = all(
    sql`not documents.restricted`,
    any(isInScope(asking), hasKnowledgeBaseGrant(asking, "allow")),
  );
  const admitted = any(hasDocumentGrant(asking, "allow"), byKnowledgeBase);
  const denied = any(isDenied(asking), hasDocumentGrant(asking, "deny"));
  return all(isInOrganization(asking), any(isOwner(asking), all(admitted, not(denied))));
}

/**
 * Ids of knowledge bases in which something may be open to them, a subquery: whatever `readsDocument` lets through is in one
 * of these. It decides nothing; it spares a query over all documents from asking that of each one of everybody's.
 */
export function knowledgeBasesInReach(asking: Asking): SQL {
  const isNamed = sql`exists (select from knowledge_grants g where g.knowledge_base_id = knowledge_bases.id
    and ${grantNames(asking, "allow")})`;
  const isAdmitted = all(any(isInScope(asking), isNamed), not(isDenied(asking)));
  const isInReach = all(isInOrganization(asking), any(isOwner(asking), isAdmitted));
  return sql`select knowledge_bases.id from knowledge_bases where ${isOfSystem(asking) ?? isInReach}`;
}

/** The documents a search may look at, cut in two for an index that knows a chunk's knowledge base and document. */
export interface ReadableDocuments {
  /** Ids of knowledge bases that are open as a whole, a subquery. */
  openKnowledgeBases: SQL;
  /** Ids of documents in those that are closed to the actor all the same, a subquery. */
  closedDocuments: SQL;
  /** Ids of readable documents in knowledge bases that are not open as a whole, a subquery. */
  singleDocuments: SQL;
}

/**
 * The same decision as `readsDocument`, for all documents of some knowledge bases at once: the cost is that of the
 * entries in access lists and of the restricted documents, not of all documents.
 * @param knowledgeBaseIds those asked; what the actor may not see of them is left out
 */
export function readableDocuments(context: Context, knowledgeBaseIds: readonly string[]): ReadableDocuments {
  const asked = sql`knowledge_bases.id = any(${textArray(knowledgeBaseIds)})`;
  const reads = readsKnowledgeBase(context);
  const named = (kind: "allow" | "deny") => sql`select g.document_id from knowledge_grants g
    where g.document_id is not null and ${grantNames(context, kind)}`;
  // The system finds what nobody who reads the knowledge base is kept from: what it found is shown to all who write there.
  const closedToSome =
    context.actor.kind === "system"
      ? sql`select g.document_id from knowledge_grants g where g.document_id is not null and ${grantIs("deny")}`
      : named("deny");
  const joined = sql`from documents join knowledge_bases on knowledge_bases.id = documents.knowledge_base_id`;
  return {
    openKnowledgeBases: sql`select knowledge_bases.id from knowledge_bases where ${asked} and ${reads}`,
    // Of `readsDocument` only what can still close a document where the knowledge base is open.
    closedDocuments: sql`select documents.id ${joined} where ${asked} and ${reads} and not ${isOwner(context)}
      and ((documents.restricted and documents.id not in (${named("allow")})) or documents.id in (${closedToSome}))`,
    singleDocuments: sql`select documents.id ${joined} where ${asked} and documents.id in (${named("allow")})
      and not ${reads} and ${readsDocument(context)}`,
  };
}

/** All of them hold. */
export function all(...conditions: (SQL | undefined)[]): SQL {
  return sql`(${and(...conditions) ?? sql`true`})`;
}

/** At least one of them holds. */
export function any(...conditions: (SQL | undefined)[]): SQL {
  return sql`(${or(...conditions) ?? sql`false`})`;
}
