import { type AccessExplanation, type ExplainAccess, Permission } from "@eai/contract";
import { recordAudit } from "@eai/modules/governance";
import { administersTenant, type PersonView, requirePermission } from "@eai/modules/identity";
import { type Context, type Database, notFound, rowsOf } from "@eai/modules/kernel";
import { type SQL, sql } from "drizzle-orm";
import {
  any,
  editsByRole,
  entersKnowledgeBase,
  grantNames,
  hasDocumentGrant,
  hasKnowledgeBaseGrant,
  isAdministrator,
  isInOrganization,
  isInScope,
  isOwner,
  readsDocument,
  readsKnowledgeBase,
  writesKnowledgeBase,
} from "./access.ts";
import { readGrants } from "./access-list.ts";
import { accountReasons, explainRules, mayRead, type NamingGrants, type Verdicts } from "./explain-rules.ts";

export type ExplainAccessInput = Omit<ExplainAccess, "person_id">;

/**
 * Why a person may or may not see a knowledge base or a document: the rules that decide, asked one by one in the
 * database, by the same functions. Says nothing of what is in a document, nor what it is called.
 * @throws ProblemError `not_found` for a thing that is neither in a tenant the asker administers or audits, nor theirs to see
 */
export async function explainAccess(
  database: Database,
  context: Context,
  person: PersonView,
  input: ExplainAccessInput,
): Promise<AccessExplanation> {
  requirePermission(context, Permission.AccessExplain);
  const verdicts = await readVerdicts(database, context, person.context, input);
  const grants = await readNamingGrants(database, person.context, input);
  const isActive = !person.suspended && mayRead(person);
  const ofDocument = input.document_id !== undefined;
  const allowed = isActive && (ofDocument ? verdicts.reads : verdicts.enters);
  const explanation: AccessExplanation = {
    allowed,
    may_write: allowed && verdicts.writes,
    reasons: [...accountReasons(person), ...explainRules(verdicts, grants, ofDocument)],
  };
  await database.transaction((transaction) =>
    recordAudit(transaction, context, {
      action: "access.explain",
      resourceKind: ofDocument ? "document" : "knowledge_base",
      resourceId: input.document_id ?? input.knowledge_base_id,
      tenantId: person.context.tenantId,
      changes: { person_id: personIdOf(person), allowed },
    }),
  );
  return explanation;
}

function personIdOf({ context: { actor } }: PersonView): string {
  return actor.kind === "person" ? actor.personId : actor.name;
}

async function readVerdicts(
  database: Database,
  context: Context,
  person: Context,
  { knowledge_base_id, document_id }: ExplainAccessInput,
): Promise<Verdicts> {
  const administered = sql`exists (
    select from tenants where tenants.id = knowledge_bases.tenant_id and ${administersTenant(context)})`;
  const ofDocument = document_id !== undefined;
  const from = ofDocument
    ? sql`knowledge_bases join documents on documents.knowledge_base_id = knowledge_bases.id and documents.id = ${document_id}`
    : sql`knowledge_bases`;
  const known = any(administered, ofDocument ? readsDocument(context) : entersKnowledgeBase(context));
  const no = sql`false`;
  const [row] = await rowsOf<Verdicts>(
    database,
    sql`select ${isInOrganization(person)} as organization, ${isOwner(person)} as owner, ${isInScope(person)} as scope,
        ${hasKnowledgeBaseGrant(person, "allow")} as granted, ${hasKnowledgeBaseGrant(person, "deny")} as denied,
        ${ofDocument ? sql`documents.restricted` : no} as restricted,
        ${ofDocument ? hasDocumentGrant(person, "allow") : no} as "documentGranted",
        ${ofDocument ? hasDocumentGrant(person, "deny") : no} as "documentDenied",
        ${editsByRole(person)} as "editsByRole", ${isAdministrator(person)} as administrator,
        ${ofDocument ? readsDocument(person) : readsKnowledgeBase(person)} as reads,
        ${entersKnowledgeBase(person)} as enters, ${writesKnowledgeBase(person)} as writes
      from ${from} where knowledge_bases.id = ${knowledge_base_id} and ${known}`,
  );
  if (!row) throw notFound(ofDocument ? "document" : "knowledge base");
  return row;
}

/** The grants and denials that name the person: of the knowledge base, and of the document. */
async function readNamingGrants(
  database: Database,
  person: Context,
  { knowledge_base_id, document_id }: ExplainAccessInput,
): Promise<NamingGrants> {
  const names = any(sql`(${grantNames(person, "allow")})`, sql`(${grantNames(person, "deny")})`);
  const read = (place: SQL) =>
    readGrants(database, sql`g.knowledge_base_id = ${knowledge_base_id} and ${place} and ${names}`);
  return {
    whole: await read(sql`g.document_id is null`),
    document: document_id === undefined ? [] : await read(sql`g.document_id = ${document_id}`),
  };
}
