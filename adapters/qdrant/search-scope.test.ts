import { newId } from "@eai/modules/kernel";
import { documents, documentVersions, knowledgeBases } from "@eai/modules/knowledge";
import { createTestDatabase, type TestDatabase } from "@eai/platform/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { addPerson, addTenant, type Someone } from "../../test/people.ts";
import { readScope } from "./search-scope.ts";

let opened: TestDatabase;
let ada: Someone;
let bob: Someone;
beforeAll(async () => {
  opened = await createTestDatabase();
  const tenantId = await addTenant(opened.database, "Anchor");
  ada = await addPerson(opened.database, tenantId, "member");
  bob = await addPerson(opened.database, tenantId, "member");
});
afterAll(() => opened.close());

async function addKnowledgeBase(scope: "personal" | "organization"): Promise<string> {
  const id = newId("kb");
  await opened.database.insert(knowledgeBases).values({
    id,
    tenantId: ada.tenantId,
    ownerId: ada.personId,
    scope,
    name: scope,
    chunking: { strategy: "structure", size_tokens: 400, overlap_tokens: 60, contextual_prefix: false },
  });
  return id;
}

async function addDocument(knowledgeBaseId: string, tags: string[] = []): Promise<string> {
  const [id, versionId] = [newId("doc"), newId("ver")];
  const version = { ordinal: 1, number: 1, contentHash: id, fileKey: id, mediaType: "text/plain", sizeBytes: 1 };
  await opened.database.insert(documents).values({
    id,
    knowledgeBaseId,
    name: id,
    currentVersionId: versionId,
    latestVersionId: versionId,
    createdBy: "test",
    tags,
  });
  await opened.database
    .insert(documentVersions)
    .values({ ...version, id: versionId, documentId: id, knowledgeBaseId, state: "ready" });
  return id;
}

test("a named document is told by its id, and the knowledge bases beside it by theirs alone", async () => {
  const [handbook, files] = [await addKnowledgeBase("organization"), await addKnowledgeBase("personal")];
  const [travel, minutes] = [await addDocument(handbook, ["travel"]), await addDocument(files)];
  await addDocument(handbook);
  const query = { knowledgeBaseIds: [handbook, files], words: [], embeddings: [], limit: 10 };
  const named = { documentIds: [minutes], otherwiseIn: [handbook] };
  expect(await readScope(ada, opened.database, { ...query, filters: { named } })).toMatchObject({
    openKnowledgeBases: [handbook],
    filteredDocuments: null,
    namedDocuments: [minutes],
  });
  expect(await readScope(ada, opened.database, { ...query, filters: { named, tags: ["travel"] } })).toMatchObject({
    filteredDocuments: [travel],
    namedDocuments: [minutes],
  });
  expect(await readScope(bob, opened.database, { ...query, filters: { named } })).toMatchObject({
    openKnowledgeBases: [handbook],
    namedDocuments: [],
  });
});
