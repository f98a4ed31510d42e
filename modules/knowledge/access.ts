import { Permission } from "@eai/contract";
import { actorId, type Context, textArray } from "@eai/modules/kernel";
import { and, not, or, type SQL, sql } from "drizzle-orm";

// The one place that decides who may use which knowledge. Each function gives a condition that stands inside the query:
// rows for which it is false do not exist for the actor. All of them are put together from the same few rules below, and
// `explain-access.ts` shows these rules one by one. Names of columns are spelled out: in one-table queries Drizzle drops
// the table's, and a bare `id` would then mean that of the grant. Queries must call the tables by their own names.

/** What may be done with a thing one can see; `manage` is deciding who else may. */
export type Right = "read" | "write" | "manage";

/** Nobody's request but the platform's own work: it sees what belongs to its tenant. */
function isOfSystem(context: Context): SQL | undefined {
  return context.actor.kind === "system" ? sql`knowledge_bases.tenant_id = ${context.tenantId}` : undefined;
}

/** Under the same root tenant as the actor. Nothing crosses this border, not even a grant. */
export function isInOrganization(context: Context): SQL {
  const root = context.tenantPath[0] ?? context.tenantId;
  return sql`exists (select from tenants t where t.id = knowledge_bases.tenant_id and t.path[1] = ${root})`;
}

/** Owners keep their access whatever is denied to a group or tenant they are in. */
export function isOwner(context: Context): SQL {
  return sql`knowledge_bases.owner_id = ${actorId(context.actor)}`;
}

/** The scope lets them in: team rows are for their tenant and those below it, organisation rows for all of it. */
export function isInScope(context: Context): SQL {
  const inTenantPath = sql`knowledge_bases.tenant_id = any(${textArray(context.tenantPath)})`;
  return any(sql`knowledge_bases.scope = 'organization'`, all(sql`knowledge_bases.scope = 'team'`, inTenantPath));
}

/** Who the actor is to a grant: themselves, each of their groups, their tenant and all above it. */
export function subjectsOf({ actor, tenantPath }: Context): readonly string[] {
  return actor.kind === "system" ? [] : [actor.personId, ...actor.groupIds, ...tenantPath];
}

/** A grant or denial of the knowledge base as a whole names them. */
export function hasKnowledgeBaseGrant(context: Context, effect: "allow" | "deny" | "write"): SQL {
  return sql`exists (select from knowledge_grants g where g.knowledge_base_id = knowledge_bases.id
    and g.document_id is null and ${grantNames(context, effect)})`;
}

/** A grant or denial of this document names them. */
export function hasDocumentGrant(context: Context, effect: "allow" | "deny"): SQL {
  return sql`exists (select from knowledge_grants g where g.document_id = documents.id
    and ${grantNames(context, effect)})`;
}

function grantNames(context: Context, effect: "allow" | "deny" | "write"): SQL {
  const kind = effect === "write" ? sql`g.effect = 'allow' and g.right = 'write'` : sql`g.effect = ${effect}`;
  return sql`${kind} and g.subject_id = any(${textArray(subjectsOf(context))})`;
}

/** Their role lets them change what the scope lets them see. */
function editsByRole(context: Context): SQL {
  const { actor } = context;
  if (actor.kind === "system") return sql`true`;
  const editsTeam = actor.role !== "member" && actor.role !== "auditor";
  const editsOrganization = actor.permissions.has(Permission.KnowledgeCreateOrganization);
  return any(
    editsTeam ? sql`knowledge_bases.scope = 'team'` : sql`false`,
    editsOrganization ? sql`knowledge_bases.scope = 'organization'` : sql`false`,
  );
}

/** They administer the tenant it belongs to or one above. What is personal is its owner's alone. */
export function isAdministrator(context: Context): SQL {
  const { actor } = context;
  if (actor.kind === "system" || !actor.permissions.has(Permission.TenantManage)) return sql`false`;
  return sql`(knowledge_bases.scope <> 'personal' and exists (select from tenants t
    where t.id = knowledge_bases.tenant_id and ${context.tenantId} = any(t.path)))`;
}

function isDenied(context: Context): SQL {
  return hasKnowledgeBaseGrant(context, "deny");
}

/** Everything in the knowledge base is open to them, but for documents that say otherwise. */
export function readsKnowledgeBase(context: Context): SQL {
  const system = isOfSystem(context);
  if (system) return system;
  const admitted = any(isInScope(context), hasKnowledgeBaseGrant(context, "allow"));
  return all(isInOrganization(context), any(isOwner(context), all(admitted, not(isDenied(context)))));
}

/** They may know that it exists: it is open to them, or at least one document of it is. */
export function entersKnowledgeBase(context: Context): SQL {
  const grantedDocument = sql`exists (select from documents where documents.knowledge_base_id = knowledge_bases.id
    and ${all(hasDocumentGrant(context, "allow"), not(hasDocumentGrant(context, "deny")))})`;
  const byDocument = all(isInOrganization(context), not(isDenied(context)), grantedDocument);
  return any(readsKnowledgeBase(context), byDocument);
}

/** They may add, replace and remove documents, and rename it. */
export function writesKnowledgeBase(context: Context): SQL {
  const system = isOfSystem(context);
  if (system) return system;
  const byRole = all(isInScope(context), editsByRole(context));
  const admitted = any(byRole, hasKnowledgeBaseGrant(context, "write"));
  return all(isInOrganization(context), any(isOwner(context), all(admitted, not(isDenied(context)))));
}

/** They may decide who else uses it. */
export function managesKnowledgeBase(context: Context): SQL {
  const system = isOfSystem(context);
  if (system) return system;
  return all(isInOrganization(context), any(isOwner(context), all(isAdministrator(context), not(isDenied(context)))));
}

/** They may find and read this document. */
export function readsDocument(context: Context): SQL {
  const system = isOfSystem(context);
  if (system) return system;
  const byKnowledgeBase = all(
    sql`not documents.restricted`,
    any(isInScope(context), hasKnowledgeBaseGrant(context, "allow")),
  );
  const admitted = any(hasDocumentGrant(context, "allow"), byKnowledgeBase);
  const denied = any(isDenied(context), hasDocumentGrant(context, "deny"));
  return all(isInOrganization(context), any(isOwner(context), all(admitted, not(denied))));
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
 * entries in access lists, not of the documents.
 * @param knowledgeBaseIds those asked; what the actor may not see of them is left out
 */
export function readableDocuments(context: Context, knowledgeBaseIds: readonly string[]): ReadableDocuments {
  const asked = sql`knowledge_bases.id = any(${textArray(knowledgeBaseIds)})`;
  const reads = readsKnowledgeBase(context);
  const ofActor = textArray(subjectsOf(context));
  const granted = sql`select g.document_id from knowledge_grants g
    where g.document_id is not null and g.subject_id = any(${ofActor})`;
  const joined = sql`from documents join knowledge_bases on knowledge_bases.id = documents.knowledge_base_id`;
  return {
    openKnowledgeBases: sql`select knowledge_bases.id from knowledge_bases where ${asked} and ${reads}`,
    closedDocuments: sql`select documents.id ${joined} where ${asked}
      and (documents.restricted or documents.id in (${granted} and g.effect = 'deny'))
      and not ${readsDocument(context)}`,
    singleDocuments: sql`select documents.id ${joined} where ${asked}
      and documents.id in (${granted} and g.effect = 'allow')
      and not ${reads} and ${readsDocument(context)}`,
  };
}

function all(...conditions: (SQL | undefined)[]): SQL {
  return sql`(${and(...conditions) ?? sql`true`})`;
}

function any(...conditions: (SQL | undefined)[]): SQL {
  return sql`(${or(...conditions) ?? sql`false`})`;
}
