import type { GrantEffect, GrantRight, KnowledgeBaseScope, Role } from "@eai/contract";
import { type Context, newId } from "@eai/modules/kernel";
import fc from "fast-check";
import { contextFor } from "./people.ts";

// Random tenants, people, groups, knowledge bases and grants, for tests that compare decisions.

/** Two organisations: a root, a division below it, two teams below that; and a root with one team. */
export const tree = [
  { name: "root", above: [] },
  { name: "division", above: ["root"] },
  { name: "team", above: ["root", "division"] },
  { name: "other-team", above: ["root", "division"] },
  { name: "foreign-root", above: [] },
  { name: "foreign-team", above: ["foreign-root"] },
] as const;
export const groupCount = 4;
const roles: readonly Role[] = ["member", "editor", "auditor", "tenant_admin", "platform_admin"];
const scopes: readonly KnowledgeBaseScope[] = ["personal", "team", "organization"];

export interface PersonPlan {
  tenant: number;
  role: Role;
  groups: { group: number; source: "administrator" | "token" | "scim" }[];
  /** Undefined: no directory vouches for them. */
  directory: "known" | "unavailable" | "expired" | undefined;
  /** The directory gave the role. */
  roleFromDirectory: boolean;
  suspended: boolean;
}

export interface GrantPlan {
  knowledgeBase: number;
  /** Undefined: the knowledge base as a whole. */
  document: number | undefined;
  subject: { kind: "person" | "group" | "tenant"; place: number };
  effect: GrantEffect;
  right: GrantRight;
}

export interface Plan {
  people: PersonPlan[];
  knowledgeBases: { tenant: number; owner: number; scope: KnowledgeBaseScope; restricted: boolean[] }[];
  grants: GrantPlan[];
}

const place = (count: number) => fc.nat({ max: count - 1 });
const personPlan = fc.record({
  tenant: place(tree.length),
  role: fc.constantFrom(...roles),
  groups: fc.array(
    fc.record({
      group: place(groupCount),
      source: fc.constantFrom<PersonPlan["groups"][number]["source"]>("administrator", "token", "scim"),
    }),
    { maxLength: 3 },
  ),
  directory: fc.constantFrom<PersonPlan["directory"]>("known", "unavailable", "expired", undefined),
  roleFromDirectory: fc.boolean(),
  suspended: fc.boolean(),
});
const grantPlan = fc.record({
  knowledgeBase: place(3),
  document: fc.option(place(3), { nil: undefined }),
  subject: fc.oneof(
    fc.record({ kind: fc.constant("person" as const), place: place(5) }),
    fc.record({ kind: fc.constant("group" as const), place: place(groupCount) }),
    fc.record({ kind: fc.constant("tenant" as const), place: place(tree.length) }),
  ),
  effect: fc.constantFrom<GrantEffect>("allow", "allow", "deny"),
  right: fc.constantFrom<GrantRight>("read", "write"),
});
export const accessPlan: fc.Arbitrary<Plan> = fc.record({
  people: fc.array(personPlan, { minLength: 5, maxLength: 5 }),
  knowledgeBases: fc.array(
    fc.record({
      tenant: place(tree.length),
      owner: place(5),
      scope: fc.constantFrom(...scopes),
      restricted: fc.array(fc.boolean(), { minLength: 3, maxLength: 3 }),
    }),
    { minLength: 3, maxLength: 3 },
  ),
  grants: fc.array(grantPlan, { maxLength: 14 }),
});

/** The plan with ids, as the database knows it. */
export interface World {
  plan: Plan;
  run: string;
  contexts: Context[];
  knowledgeBaseIds: string[];
  documentIds: string[][];
  grants: (GrantPlan & { subjectId: string })[];
}

export const idOf = (run: string, prefix: string, ...places: (number | string)[]) =>
  `${prefix}_${run}_${places.join("_")}`;

export function tenantPath(run: string, tenant: number): string[] {
  const { name, above } = tree[tenant] ?? tree[0];
  return [...above, name].map((part) => idOf(run, "ten", part));
}

/** Groups a directory told at sign-in do not count while it is not known which these are now, or were told long ago. */
export function groupsOf({ groups: told, directory }: PersonPlan): number[] {
  return [
    ...new Set(told.flatMap(({ group, source }) => (source !== "token" || directory === "known" ? [group] : []))),
  ];
}

/** What a directory said of a role long ago does not count. */
export function roleOf({ role, directory, roleFromDirectory }: PersonPlan): Role {
  return roleFromDirectory && directory === "expired" ? "member" : role;
}

function contextOf(run: string, person: PersonPlan, index: number): Context {
  const path = tenantPath(run, person.tenant);
  const groupIds = groupsOf(person).map((group) => idOf(run, "grp", group));
  return contextFor({ id: idOf(run, "usr", index), role: roleOf(person), groupIds }, path);
}

export function worldOf(drawn: Plan): World {
  const run = newId("req").slice(-12);
  const subjectId = ({ kind, place: index }: GrantPlan["subject"]) =>
    kind === "person"
      ? idOf(run, "usr", index)
      : kind === "group"
        ? idOf(run, "grp", index)
        : (tenantPath(run, index).at(-1) ?? "");
  const bySubject = new Map(
    drawn.grants.map((grant) => {
      const id = subjectId(grant.subject);
      return [`${grant.knowledgeBase}/${grant.document}/${id}`, { ...grant, subjectId: id }];
    }),
  );
  return {
    plan: drawn,
    run,
    contexts: drawn.people.map((person, index) => contextOf(run, person, index)),
    knowledgeBaseIds: drawn.knowledgeBases.map((_, index) => idOf(run, "kb", index)),
    documentIds: drawn.knowledgeBases.map((base, index) =>
      base.restricted.map((_, document) => idOf(run, "doc", index, document)),
    ),
    grants: [...bySubject.values()],
  };
}
