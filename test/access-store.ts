import { chunkIndex } from "@eai/adapters/pgvector";
import { directoryProfiles, groupMembers, groups, memberships, people, tenants } from "@eai/modules/identity";
import type { Database } from "@eai/modules/kernel";
import { documents, knowledgeBases, knowledgeGrants } from "@eai/modules/knowledge";
import { groupCount, idOf, type PersonPlan, tenantPath, tree, type World } from "./access-plan.ts";

/** Puts the plan into the database, one indexed passage for each document. */
export async function storeWorld(database: Database, world: World): Promise<void> {
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
    drawn.people.map(({ tenant, role, roleFromDirectory, suspended }, index) => ({
      personId: idOf(run, "usr", index),
      tenantId: tenantPath(run, tenant).at(-1) ?? "",
      role,
      roleSource: roleFromDirectory ? ("directory" as const) : ("administrator" as const),
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
  const profiles = drawn.people.flatMap(({ directory }, index) =>
    directory === undefined
      ? []
      : [
          {
            personId: idOf(run, "usr", index),
            providerId: "oidc",
            issuer: "https://example.com",
            objectId: idOf(run, "usr", index),
            appRoles: [],
            groupsState: directory === "unavailable" ? ("unavailable" as const) : ("known" as const),
            groupsExpireAt: expiryOf(directory),
            claimsExpireAt: expiryOf(directory),
          },
        ],
  );
  if (profiles.length > 0) await database.insert(directoryProfiles).values(profiles);
  await storeKnowledge(database, world);
}

async function storeKnowledge(
  database: Database,
  { run, plan: drawn, knowledgeBaseIds, documentIds, grants }: World,
): Promise<void> {
  await database.insert(knowledgeBases).values(
    drawn.knowledgeBases.map(({ tenant, owner, scope }, index) => ({
      id: knowledgeBaseIds[index] ?? "",
      tenantId: tenantPath(run, tenant).at(-1) ?? "",
      ownerId: idOf(run, "usr", owner),
      scope,
      name: "Knowledge",
      chunking: { strategy: "structure" as const, size_tokens: 400, overlap_tokens: 60, contextual_prefix: false },
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

function expiryOf(directory: PersonPlan["directory"]): Date {
  return new Date(Date.now() + (directory === "expired" ? -60_000 : 3_600_000));
}
