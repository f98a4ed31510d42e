import { chunkIndex, createPgvectorIndex } from "@eai/adapters/pgvector";
import type { GrantEffect, GrantRight, KnowledgeBaseScope, Role } from "@eai/contract";
import {
  directoryProfiles,
  groupMembers,
  groups,
  memberships,
  people,
  permissionsOf,
  tenants,
} from "@eai/modules/identity";
import { type Context, newId, rowsOf, textArray } from "@eai/modules/kernel";
import { createTestDatabase, type TestDatabase } from "@eai/platform/testing";
import { type SQL, sql } from "drizzle-orm";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  entersKnowledgeBase,
  managesKnowledgeBase,
  readableDocuments,
  readsDocument,
  readsKnowledgeBase,
  writesKnowledgeBase,
} from "./access.ts";
import { everyAsker } from "./asker.ts";
import { documents, knowledgeBases, knowledgeGrants } from "./tables.ts";

// The policy a second time, in plain words over plain objects, against all the ways the database decides it.

let opened: TestDatabase;
beforeAll(async () => {
  opened = await createTestDatabase();
});
afterAll(() => opened.close());

/** Two organisations: a root, a division below it, two teams below that; and a root with one team. */
const tree = [
  { name: "root", above: [] },
  { name: "division", above: ["root"] },
  { name: "team", above: ["root", "division"] },
  { name: "other-team", above: ["root", "division"] },
  { name: "foreign-root", above: [] },
  { name: "foreign-team", above: ["foreign-root"] },
] as const;
const groupCount = 4;
const roles: readonly Role[] = ["member", "editor", "auditor", "tenant_admin", "platform_admin"];
const scopes: readonly KnowledgeBaseScope[] = ["personal", "team", "organization"];

interface PersonPlan {
  tenant: number;
  role: Role;
  groups: { group: number; source: "administrator" | "token" | "scim" }[];
  groupsState: "known" | "unavailable" | undefined;
  suspended: boolean;
}

interface GrantPlan {
  knowledgeBase: number;
  /** Undefined: the knowledge base as a whole. */
  document: number | undefined;
  subject: { kind: "person" | "group" | "tenant"; place: number };
  effect: GrantEffect;
  right: GrantRight;
}

interface Plan {
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
  groupsState: fc.constantFrom<PersonPlan["groupsState"]>("known", "unavailable", undefined),
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
const plan: fc.Arbitrary<Plan> = fc.record({
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
interface World {
  plan: Plan;
  run: string;
  contexts: Context[];
  knowledgeBaseIds: string[];
  documentIds: string[][];
  grants: (GrantPlan & { subjectId: string })[];
}

const idOf = (run: string, prefix: string, ...places: (number | string)[]) => `${prefix}_${run}_${places.join("_")}`;

function tenantPath(run: string, tenant: number): string[] {
  const { name, above } = tree[tenant] ?? tree[0];
  return [...above, name].map((part) => idOf(run, "ten", part));
}

/** Groups a directory told at sign-in do not count while it is not known which these are now. */
function groupsOf({ groups: told, groupsState }: PersonPlan): number[] {
  return [
    ...new Set(told.flatMap(({ group, source }) => (source !== "token" || groupsState === "known" ? [group] : []))),
  ];
}

function contextOf(run: string, person: PersonPlan, index: number): Context {
  const path = tenantPath(run, person.tenant);
  return {
    actor: {
      kind: "person",
      personId: idOf(run, "usr", index),
      name: "Person",
      role: person.role,
      permissions: permissionsOf(person.role),
      groupIds: groupsOf(person).map((group) => idOf(run, "grp", group)),
      via: "token",
    },
    tenantId: path.at(-1) ?? "",
    tenantPath: path,
    requestId: newId("req"),
    channel: "api",
    signal: new AbortController().signal,
  };
}

function worldOf(drawn: Plan): World {
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

async function store(world: World): Promise<void> {
  const { database } = opened;
  const { run, plan: drawn } = world;
  await database.insert(tenants).values(
    tree.map(({ name, above }, index) => ({
      id: idOf(run, "ten", name),
      parentId: above.length === 0 ? null : idOf(run, "ten", above.at(-1) ?? ""),
      path: tenantPath(run, index),
      name: idOf(run, "ten", name),
    })),
  );
  const personIds = drawn.people.map((_, index) => idOf(run, "usr", index));
  await database.insert(people).values(personIds.map((id) => ({ id, name: id, email: `${id}@example.com` })));
  await database.insert(memberships).values(
    drawn.people.map(({ tenant, role, suspended }, index) => ({
      personId: idOf(run, "usr", index),
      tenantId: tenantPath(run, tenant).at(-1) ?? "",
      role,
      suspendedAt: suspended ? new Date() : null,
    })),
  );
  await database.insert(groups).values(
    Array.from({ length: groupCount }, (_, group) => ({
      id: idOf(run, "grp", group),
      // The last one is of the other organisation, and people of the first may be in it all the same.
      organizationId: idOf(run, "ten", group === groupCount - 1 ? "foreign-root" : "root"),
      name: "Group",
      source: "local" as const,
    })),
  );
  const members = drawn.people.flatMap((person, index) =>
    person.groups.map(({ group, source }) => ({
      groupId: idOf(run, "grp", group),
      personId: idOf(run, "usr", index),
      source,
    })),
  );
  if (members.length > 0) await database.insert(groupMembers).values(members).onConflictDoNothing();
  const profiles = drawn.people.flatMap(({ groupsState }, index) =>
    groupsState === undefined
      ? []
      : [
          {
            personId: idOf(run, "usr", index),
            providerId: "oidc",
            issuer: "https://example.com",
            objectId: idOf(run, "usr", index),
            appRoles: [],
            groupsState,
            groupsExpireAt: new Date(Date.now() + 3_600_000),
            claimsExpireAt: new Date(Date.now() + 3_600_000),
          },
        ],
  );
  if (profiles.length > 0) await database.insert(directoryProfiles).values(profiles);
  await storeKnowledge(world);
}

async function storeKnowledge({ run, plan: drawn, knowledgeBaseIds, documentIds, grants }: World): Promise<void> {
  const { database } = opened;
  await database.insert(knowledgeBases).values(
    drawn.knowledgeBases.map(({ tenant, owner, scope }, index) => ({
      id: knowledgeBaseIds[index] ?? "",
      tenantId: tenantPath(run, tenant).at(-1) ?? "",
      ownerId: idOf(run, "usr", owner),
      scope,
      name: "Knowledge",
      chunking: { strategy: "structure" as const, size_tokens: 400, overlap_tokens: 60 },
    })),
  );
  const rows = drawn.knowledgeBases.flatMap(({ restricted }, base) =>
    restricted.map((isRestricted, document) => ({
      id: documentIds[base]?.[document] ?? "",
      knowledgeBaseId: knowledgeBaseIds[base] ?? "",
      name: `${document}.txt`,
      currentVersionId: `ver_${run}_${base}_${document}`,
      latestVersionId: `ver_${run}_${base}_${document}`,
      createdBy: "test",
      restricted: isRestricted,
    })),
  );
  await database.insert(documents).values(rows);
  await database.insert(chunkIndex).values(
    rows.map(({ id, knowledgeBaseId, currentVersionId }, index) => ({
      chunkId: `chk_${id}`,
      versionId: currentVersionId,
      documentId: id,
      knowledgeBaseId,
      terms: [1],
      lexical: "{1:1}/1000000000",
      termCount: 1,
      language: "en",
      embeddingModel: "test",
      embedding: [1, index / 10],
    })),
  );
  if (grants.length === 0) return;
  await database.insert(knowledgeGrants).values(
    grants.map((grant, index) => ({
      id: idOf(run, "grn", index),
      knowledgeBaseId: knowledgeBaseIds[grant.knowledgeBase] ?? "",
      documentId: grant.document === undefined ? null : (documentIds[grant.knowledgeBase]?.[grant.document] ?? ""),
      subjectKind: grant.subject.kind,
      subjectId: grant.subjectId,
      effect: grant.effect,
      right: grant.right,
      createdBy: "test",
    })),
  );
}

interface Decided {
  reads: boolean;
  enters: boolean;
  writes: boolean;
  manages: boolean;
  documents: boolean[];
}

/** What person and knowledge base come to, by the policy in words. */
function decide({ plan: drawn, run, contexts, grants }: World, personPlace: number, basePlace: number): Decided {
  const [person, base, context] = [drawn.people[personPlace], drawn.knowledgeBases[basePlace], contexts[personPlace]];
  if (!person || !base || !context) throw new Error("The plan has no such person or knowledge base.");
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
    (base.scope === "team" && !["member", "auditor"].includes(person.role)) ||
    (base.scope === "organization" && ["editor", "tenant_admin", "platform_admin"].includes(person.role));
  const administers =
    base.scope !== "personal" &&
    ["tenant_admin", "platform_admin"].includes(person.role) &&
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

type Row = Omit<Decided, "documents"> & { id: string };

async function readDecisions(context: Context, ids: readonly string[]): Promise<Row[]> {
  return rowsOf<Row>(
    opened.database,
    sql`select id, ${readsKnowledgeBase(context)} as reads, ${entersKnowledgeBase(context)} as enters,
        ${writesKnowledgeBase(context)} as writes, ${managesKnowledgeBase(context)} as manages
      from knowledge_bases where id = any(${textArray(ids)})`,
  );
}

async function idsOf(query: SQL): Promise<string[]> {
  return (await rowsOf<{ id: string }>(opened.database, query)).map(({ id }) => id).toSorted();
}

async function check(world: World): Promise<void> {
  const { database } = opened;
  const { contexts, knowledgeBaseIds, documentIds, plan: drawn } = world;
  const index = createPgvectorIndex({ database });
  for (const [personPlace, context] of contexts.entries()) {
    const decided = knowledgeBaseIds.map((_, base) => decide(world, personPlace, base));
    const rows = new Map((await readDecisions(context, knowledgeBaseIds)).map((row) => [row.id, row]));
    for (const [base, id] of knowledgeBaseIds.entries()) {
      const { documents: _, ...expected } = decided[base] ?? { documents: [] };
      expect(rows.get(id)).toEqual({ id, ...expected });
    }
    const readable = documentIds
      .flatMap((ids, base) => ids.filter((_, document) => decided[base]?.documents[document]))
      .toSorted();
    const join = sql`from documents join knowledge_bases on knowledge_bases.id = documents.knowledge_base_id
      where knowledge_bases.id = any(${textArray(knowledgeBaseIds)})`;
    expect(await idsOf(sql`select documents.id ${join} and ${readsDocument(context)}`)).toEqual(readable);
    // Through Drizzle's builder, which drops the names of tables where it can.
    const built = await database
      .select({ id: knowledgeBases.id })
      .from(knowledgeBases)
      .where(entersKnowledgeBase(context));
    const entered = knowledgeBaseIds.filter((_, base) => decided[base]?.enters).toSorted();
    expect(
      built
        .map(({ id }) => id)
        .filter((id) => knowledgeBaseIds.includes(id))
        .toSorted(),
    ).toEqual(entered);

    const cut = readableDocuments(context, knowledgeBaseIds);
    const open = sql`select documents.id from documents where documents.knowledge_base_id in (${cut.openKnowledgeBases})
      and documents.id not in (${cut.closedDocuments})`;
    const byCut = [...(await idsOf(open)), ...(await idsOf(sql`select id from (${cut.singleDocuments}) single`))];
    expect(byCut.toSorted()).toEqual(readable);

    const query = { knowledgeBaseIds, words: [], embedding: { model: "test", vector: [1, 0] }, limit: 100 };
    const { dense } = await index.search(context, query);
    expect((dense ?? []).map(({ chunkId }) => chunkId.replace("chk_", "")).toSorted()).toEqual(readable);
  }
  await checkAudience(world, drawn);
}

/** The same rules asked for all people at once. */
async function checkAudience(world: World, drawn: Plan): Promise<void> {
  const { asker, from } = everyAsker;
  const rows = await rowsOf<{ person: string; document: string; reads: boolean; writes: boolean; manages: boolean }>(
    opened.database,
    sql`select asker.id as person, documents.id as document, ${readsDocument(asker)} as reads,
        ${writesKnowledgeBase(asker)} as writes, ${managesKnowledgeBase(asker)} as manages
      from documents join knowledge_bases on knowledge_bases.id = documents.knowledge_base_id cross join ${from}
      where knowledge_bases.id = any(${textArray(world.knowledgeBaseIds)}) and asker.id like ${`%${world.run}%`}`,
  );
  const found = new Map(rows.map(({ person, document, ...decided }) => [`${person}/${document}`, decided]));
  for (const [personPlace, { suspended }] of drawn.people.entries()) {
    for (const [base, ids] of world.documentIds.entries()) {
      const { documents: readable, writes, manages } = decide(world, personPlace, base);
      for (const [document, id] of ids.entries()) {
        const expected = suspended ? undefined : { reads: readable[document], writes, manages };
        expect(found.get(`${idOf(world.run, "usr", personPlace)}/${id}`)).toEqual(expected);
      }
    }
  }
}

test("every way of deciding comes to what the policy says, whatever the people, tenants, groups and grants", async () => {
  await fc.assert(
    fc.asyncProperty(plan, async (drawn) => {
      const world = worldOf(drawn);
      await store(world);
      await check(world);
    }),
    { numRuns: 60 },
  );
}, 300_000);
