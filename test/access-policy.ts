import { groupsOf, idOf, roleOf, tenantPath, type World } from "./access-plan.ts";

// The policy a second time, in plain words over plain objects: nothing here is taken from the code that decides.

export interface Decided {
  reads: boolean;
  enters: boolean;
  writes: boolean;
  manages: boolean;
  documents: boolean[];
}

/** What person and knowledge base come to, by the policy in words. */
export function decide({ plan: drawn, run, contexts, grants }: World, personPlace: number, basePlace: number): Decided {
  const [person, base, context] = [drawn.people[personPlace], drawn.knowledgeBases[basePlace], contexts[personPlace]];
  if (!person || !base || !context) throw new Error("The plan has no such person or knowledge base.");
  const role = roleOf(person);
  const basePath = tenantPath(run, base.tenant);
  if (basePath[0] !== context.tenantPath[0]) {
    return { reads: false, enters: false, writes: false, manages: false, documents: base.restricted.map(() => false) };
  }
  if (base.owner === personPlace) {
    return { reads: true, enters: true, writes: true, manages: true, documents: base.restricted.map(() => true) };
  }
  const meant = [
    idOf(run, "usr", personPlace),
    ...groupsOf(person).map((group) => idOf(run, "grp", group)),
    ...context.tenantPath,
  ];
  const mine = grants.filter((grant) => grant.knowledgeBase === basePlace && meant.includes(grant.subjectId));
  const ofWhole = mine.filter((grant) => grant.document === undefined);
  const denied = ofWhole.some((grant) => grant.effect === "deny");
  const allowed = ofWhole.some((grant) => grant.effect === "allow");
  const allowedToWrite = ofWhole.some((grant) => grant.effect === "allow" && grant.right === "write");
  const inTeam = context.tenantPath.includes(basePath.at(-1) ?? "");
  const inScope = base.scope === "organization" || (base.scope === "team" && inTeam);
  const byRole =
    (base.scope === "team" && !["member", "auditor"].includes(role)) ||
    (base.scope === "organization" && ["editor", "tenant_admin", "platform_admin"].includes(role));
  const administers =
    base.scope !== "personal" &&
    ["tenant_admin", "platform_admin"].includes(role) &&
    basePath.includes(context.tenantId);
  const single = base.restricted.map((isRestricted, document) => {
    const ofDocument = mine.filter((grant) => grant.document === document);
    if (denied || ofDocument.some((grant) => grant.effect === "deny")) return { reads: false, granted: false };
    const granted = ofDocument.some((grant) => grant.effect === "allow");
    return { reads: granted || (!isRestricted && (inScope || allowed)), granted };
  });
  const reads = !denied && (inScope || allowed);
  return {
    reads,
    enters: reads || single.some(({ granted }) => granted),
    writes: !denied && ((inScope && byRole) || allowedToWrite),
    manages: !denied && administers,
    documents: single.map((document) => document.reads),
  };
}
