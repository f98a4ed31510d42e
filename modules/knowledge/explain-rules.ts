import { type AccessReason, type AccessRule, type Grant, Permission } from "@eai/contract";
import type { PersonView } from "@eai/modules/identity";

/** What each rule, and what they come to, says of one person and one thing. */
export interface Verdicts {
  organization: boolean;
  owner: boolean;
  scope: boolean;
  granted: boolean;
  denied: boolean;
  restricted: boolean;
  documentGranted: boolean;
  documentDenied: boolean;
  editsByRole: boolean;
  administrator: boolean;
  reads: boolean;
  enters: boolean;
  writes: boolean;
}

/** The grants and denials that name the person. */
export interface NamingGrants {
  whole: readonly Grant[];
  document: readonly Grant[];
}

type Effect = AccessReason["effect"];

/** Whether their role lets them read any knowledge base. */
export function mayRead({ context: { actor } }: PersonView): boolean {
  return actor.kind === "person" && actor.permissions.has(Permission.KnowledgeRead);
}

/** What the person's own account says, before any rule is looked at. */
export function accountReasons(person: PersonView): AccessReason[] {
  const { suspended, groupsUnavailable } = person;
  return [
    suspended
      ? say("account", "deny", "The account is suspended: every request is refused.")
      : say("account", "none", "The account is active."),
    mayRead(person)
      ? say("role", "none", "Their role includes reading knowledge bases.")
      : say("role", "deny", "Their role does not include reading knowledge bases."),
    groupsUnavailable === null
      ? say("directory_groups", "none", "All groups they are in count.")
      : say("directory_groups", "none", `The groups of their directory do not count right now. ${groupsUnavailable}`),
  ];
}

/** Each rule in words, with what it does to this person: the ones that decide first. */
export function explainRules(verdicts: Verdicts, grants: NamingGrants, ofDocument: boolean): AccessReason[] {
  return [
    verdicts.organization
      ? say("organization", "none", "It belongs to their organisation.")
      : say("organization", "deny", "It belongs to another organisation; nothing crosses that border."),
    verdicts.owner
      ? say("owner", inside(verdicts, "allow"), "They own the knowledge base, and keep access whatever is denied.")
      : say("owner", "none", "They do not own the knowledge base."),
    explainScope(verdicts),
    ...explainGrants("knowledge_base_grant", verdicts, grants.whole, "knowledge base"),
    ...explainDenials("knowledge_base_denial", verdicts, grants.whole, "knowledge base"),
    ...(ofDocument ? explainDocument(verdicts, grants.document) : [explainSingleDocuments(verdicts)]),
    explainWriting(verdicts),
    verdicts.administrator
      ? say("administrator", "none", "They administer it: they may decide who uses it, which alone does not open it.")
      : say("administrator", "none", "They do not administer it."),
  ];
}

function explainScope(verdicts: Verdicts): AccessReason {
  if (!verdicts.scope) return say("scope", "none", "The scope of the knowledge base does not include them.");
  return verdicts.restricted
    ? say("scope", "none", "The scope of the knowledge base includes them, which does not count for this document.")
    : say("scope", inside(verdicts, "allow"), "The scope of the knowledge base includes them.");
}

function explainDocument(verdicts: Verdicts, grants: readonly Grant[]): AccessReason[] {
  const closes = verdicts.restricted && !verdicts.documentGranted && !verdicts.owner;
  return [
    verdicts.restricted
      ? say(
          "document_restricted",
          closes ? "deny" : "none",
          "Only those whom a grant of the document names may read it.",
        )
      : say("document_restricted", "none", "The document is open to all who may read the knowledge base."),
    ...explainGrants("document_grant", { ...verdicts, restricted: false }, grants, "document"),
    ...explainDenials("document_denial", verdicts, grants, "document"),
  ];
}

function explainSingleDocuments(verdicts: Verdicts): AccessReason {
  return verdicts.enters && !verdicts.reads
    ? say("single_documents", "allow", "Single documents of it are granted to them; the rest stays closed.")
    : say("single_documents", "none", "No single document opens it to them.");
}

function explainWriting(verdicts: Verdicts): AccessReason {
  if (verdicts.writes) return say("write_by_role", "allow", "They may add, replace and remove documents in it.");
  return verdicts.editsByRole && !verdicts.scope
    ? say(
        "write_by_role",
        "none",
        "Their role changes such knowledge bases, but this one's scope does not include them.",
      )
    : say("write_by_role", "none", "Neither their role nor a grant lets them change it.");
}

function explainGrants(rule: AccessRule, verdicts: Verdicts, grants: readonly Grant[], what: string): AccessReason[] {
  const allowing = grants.filter((grant) => grant.effect === "allow");
  if (allowing.length === 0) return [say(rule, "none", `No grant of the ${what} names them.`)];
  const effect = verdicts.restricted ? "none" : inside(verdicts, "allow");
  const counts = verdicts.restricted ? ", which does not count for this document" : "";
  return allowing.map((grant) => ({
    ...say(rule, effect, `A grant of the ${what} names them (${grant.right})${counts}.`),
    ...namedBy(grant),
  }));
}

function explainDenials(rule: AccessRule, verdicts: Verdicts, grants: readonly Grant[], what: string): AccessReason[] {
  const denying = grants.filter((grant) => grant.effect === "deny");
  if (denying.length === 0) return [say(rule, "none", `No denial of the ${what} names them.`)];
  const sentence = verdicts.owner
    ? `A denial of the ${what} names them, but owners keep access.`
    : `A denial of the ${what} names them; denials win over everything else.`;
  return denying.map((grant) => ({ ...say(rule, verdicts.owner ? "none" : "deny", sentence), ...namedBy(grant) }));
}

function namedBy({ id, subject }: Grant): Pick<AccessReason, "grant_id" | "subject"> {
  return { grant_id: id, subject: { kind: subject.kind, id: subject.id, name: subject.name } };
}

/** Beyond the border of the organisation nothing lets anyone in. */
function inside({ organization }: Verdicts, effect: Effect): Effect {
  return organization ? effect : "none";
}

function say(rule: AccessRule, effect: Effect, sentence: string): AccessReason {
  return { rule, effect, sentence };
}
