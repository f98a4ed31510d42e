import { randomUUID } from "node:crypto";
import {
  type Budget,
  type CreatedApiKey,
  type CreatedInvitation,
  chunkingSchema,
  type Document,
  type Group,
  type KnowledgeBase,
  type Session,
  type SessionFolder,
  type Share,
  type Tenant,
} from "@eai/contract";
import { messages } from "@eai/modules/chat";
import { directoryConnections, memberships, people, signIns } from "@eai/modules/identity";
import { newId } from "@eai/modules/kernel";
import { documentVersions, goldenQuestions, knowledgeGrants, reindexes } from "@eai/modules/knowledge";
import { deploymentDrains } from "@eai/modules/models";
import { eq, sql } from "drizzle-orm";
import type { InjectOptions } from "fastify";
import type { World } from "./actors.ts";

/** What stands in the address (`{id}`, `{document_id}`) and in bodies. */
export type Ids = Readonly<Record<string, string>>;

/** How the things of the owner are made, one function for each kind. */
const makers = {
  session: makeSession,
  "shared session": makeSharedSession,
  "session folder": makeSessionFolder,
  "API key": makeApiKey,
  "sign-in": makeSignIn,
  "directory connection": makeDirectoryConnection,
  "personal knowledge base": (world: World) => makeKnowledgeBase(world, "personal"),
  "team knowledge base": (world: World) => makeKnowledgeBase(world, "team"),
  "organization knowledge base": (world: World) => makeKnowledgeBase(world, "organization"),
  "personal document grant": (world: World) => makeDocumentGrant(world, "personal"),
  "team document grant": (world: World) => makeDocumentGrant(world, "team"),
  "organization document grant": (world: World) => makeDocumentGrant(world, "organization"),
  "personal re-index": (world: World) => makeReindex(world, "personal", "building"),
  "team re-index": (world: World) => makeReindex(world, "team", "building"),
  "organization re-index": (world: World) => makeReindex(world, "organization", "building"),
  "personal re-index in use": (world: World) => makeReindex(world, "personal", "active"),
  "team re-index in use": (world: World) => makeReindex(world, "team", "active"),
  "organization re-index in use": (world: World) => makeReindex(world, "organization", "active"),
  tenant: makeTenant,
  person: makePerson,
  invitation: makeInvitation,
  group: makeGroup,
  budget: makeBudget,
  deployment: makeDeployment,
} as const;

export type ThingKind = keyof typeof makers;
export const knowledgeBaseKinds = [
  "personal knowledge base",
  "team knowledge base",
  "organization knowledge base",
] as const satisfies readonly ThingKind[];

export const documentGrantKinds = [
  "personal document grant",
  "team document grant",
  "organization document grant",
] as const satisfies readonly ThingKind[];

export const reindexKinds = [
  "personal re-index",
  "team re-index",
  "organization re-index",
] as const satisfies readonly ThingKind[];

export const reindexInUseKinds = [
  "personal re-index in use",
  "team re-index in use",
  "organization re-index in use",
] as const satisfies readonly ThingKind[];

export function makeThing(world: World, kind: ThingKind): Promise<Ids> {
  return makers[kind](world);
}

async function makeSession(world: World): Promise<Ids> {
  const made = await world.person("owner").request({ method: "POST", url: "/api/v1/sessions", payload: {} });
  const { id } = made.json<Session>();
  const messageId = newId("msg");
  const answer = { id: messageId, conversationId: id, ordinal: 0, text: "28 days" };
  await world.api.platform.database.insert(messages).values({ ...answer, role: "assistant", state: "complete" });
  return { id, message_id: messageId };
}

/** With what stands in the link. */
async function makeSharedSession(world: World): Promise<Ids> {
  const ids = await makeSession(world);
  const url = `/api/v1/sessions/${ids.id}/share`;
  const made = await world.person("owner").request({ method: "PUT", url, payload: {} });
  return { ...ids, share_id: made.json<Share>().id };
}

async function makeSessionFolder(world: World): Promise<Ids> {
  const payload = { name: `Tenders ${++counter}` };
  const made = await world.person("owner").request({ method: "POST", url: "/api/v1/session-folders", payload });
  return { id: made.json<SessionFolder>().id };
}

async function makeApiKey(world: World): Promise<Ids> {
  const payload = { name: "Owner's", scopes: ["chat.use"] };
  const made = await world.person("owner").request({ method: "POST", url: "/api/v1/api-keys", payload });
  return { id: made.json<CreatedApiKey>().id };
}

/** Another one than that of the owner's requests. */
async function makeSignIn({ api, person }: World): Promise<Ids> {
  const id = newId("sgn");
  const expiresAt = new Date(Date.now() + 3_600_000);
  await api.platform.database
    .insert(signIns)
    .values({ id, token: randomUUID(), userId: person("owner").id, expiresAt });
  return { id };
}

async function makeDirectoryConnection({ api, organizationId, person }: World): Promise<Ids> {
  const id = newId("dir");
  await api.platform.database.insert(directoryConnections).values({
    id,
    organizationId,
    name: "Entra",
    prefix: "eaiscim_",
    hash: randomUUID(),
    providerId: "microsoft",
    directoryTenantId: randomUUID(),
    createdBy: person("tenant admin").id,
  });
  return { id };
}

let counter = 0;

/** What an administrator of the owner's organisation makes. */
async function makeByAdmin<Made>(world: World, url: string, payload: object): Promise<Made> {
  const made = await world.person("tenant admin").request({ method: "POST", url, payload });
  return made.json<Made>();
}

/** A team beside that of `team admin`. */
async function makeTenant(world: World): Promise<Ids> {
  const payload = { name: `Team ${++counter}`, kind: "team", parent_id: world.organizationId };
  const { id } = await makeByAdmin<Tenant>(world, "/api/v1/tenants", payload);
  return { id };
}

async function makePerson({ api, organizationId }: World): Promise<Ids> {
  const id = newId("usr");
  await api.platform.database.insert(people).values({ id, name: "Somebody", email: `${id}@example.com` });
  await api.platform.database.insert(memberships).values({ personId: id, tenantId: organizationId, role: "member" });
  return { id };
}

async function makeInvitation(world: World): Promise<Ids> {
  const payload = { email: "invited@example.com" };
  const { id, token } = await makeByAdmin<CreatedInvitation>(world, "/api/v1/invitations", payload);
  return { id, token: token ?? "" };
}

/** With one member, and somebody who could become one. */
async function makeGroup(world: World): Promise<Ids> {
  const { id } = await makeByAdmin<Group>(world, "/api/v1/groups", { name: `Group ${++counter}` });
  const [member, other] = [await makePerson(world), await makePerson(world)];
  await makeByAdmin(world, `/api/v1/groups/${id}/members`, { person_id: member.id });
  return { id, person_id: member.id ?? "", other_person_id: other.id ?? "" };
}

/** Of somebody in the owner's organisation. */
async function makeBudget(world: World): Promise<Ids> {
  const { id: personId } = await makePerson(world);
  const payload = { scope: "person", scope_id: personId, limit_micro_usd: 1_000_000 };
  const { id } = await makeByAdmin<Budget>(world, "/api/v1/budgets", payload);
  return { id };
}

/** The one there is while no model is configured, in service. */
async function makeDeployment({ api }: World): Promise<Ids> {
  await api.platform.database.delete(deploymentDrains);
  return { id: "quote" };
}

interface UploadedIds {
  id: string;
  document_id: string;
}

/** Uploads cost most of the matrix: one for each scope, of which the others are copies. */
const originals = new WeakMap<World, Map<KnowledgeBase["scope"], Promise<UploadedIds>>>();

/** With one document, and `member` may read it whatever its scope. */
async function makeKnowledgeBase(world: World, scope: KnowledgeBase["scope"]): Promise<Ids> {
  const { database } = world.api.platform;
  const ofWorld = originals.get(world) ?? new Map<KnowledgeBase["scope"], Promise<UploadedIds>>();
  originals.set(world, ofWorld);
  const original = ofWorld.get(scope) ?? uploadKnowledgeBase(world, scope);
  ofWorld.set(scope, original);
  const { id, document_id } = await copyKnowledgeBase(world, await original);
  const grantId = await grantToMember(world, id, null);
  const questionId = newId("gqn");
  await database.insert(goldenQuestions).values({
    id: questionId,
    knowledgeBaseId: id,
    question: "How many days of holiday?",
    expected: [{ documentName: "a.txt" }],
    source: "typed",
    createdBy: world.person("owner").id,
  });
  const others = { grant_id: grantId, question_id: questionId, stranger_id: world.person("stranger").id };
  return { id, document_id, ...others };
}

/** The same rows under other ids; the file is shared, as by equal uploads. */
async function copyKnowledgeBase({ api }: World, original: UploadedIds): Promise<UploadedIds> {
  const [id, documentId, versionId] = [newId("kb"), newId("doc"), newId("ver")];
  const as = (values: Record<string, string>) => sql`(jsonb_populate_record(t, ${JSON.stringify(values)}::jsonb)).*`;
  await api.platform.database.execute(sql`
    with base as (
      insert into knowledge_bases select ${as({ id })} from knowledge_bases t where t.id = ${original.id}),
    document as (
      insert into documents select ${as({ id: documentId, knowledge_base_id: id, latest_version_id: versionId })}
      from documents t where t.id = ${original.document_id})
    insert into document_versions
      select ${as({ id: versionId, document_id: documentId, knowledge_base_id: id })}
      from document_versions t where t.document_id = ${original.document_id}`);
  return { id, document_id: documentId };
}

async function uploadKnowledgeBase(world: World, scope: KnowledgeBase["scope"]): Promise<UploadedIds> {
  const { database } = world.api.platform;
  const owner = world.person("owner");
  const payload = { name: `${scope} one`, scope };
  const base = await owner.request({ method: "POST", url: "/api/v1/knowledge-bases", payload });
  const { id } = base.json<KnowledgeBase>();
  const url = `/api/v1/knowledge-bases/${id}/documents`;
  const uploaded = await owner.request({ method: "POST", url, ...multipart("a.txt", "28 days of holiday") });
  const document = uploaded.json<Document>();
  // Without a worker it would stay queued, and a queued one cannot be ingested again.
  await database
    .update(documentVersions)
    .set({ state: "failed", failureCode: "internal_error", failureReason: "Test", failureStage: "queued" })
    .where(eq(documentVersions.documentId, document.id));
  return { id, document_id: document.id };
}

/** The same, with a re-index of it. */
async function makeReindex(world: World, scope: KnowledgeBase["scope"], state: "building" | "active"): Promise<Ids> {
  const ids = await makeKnowledgeBase(world, scope);
  const id = newId("rix");
  const settings = { chunking: chunkingSchema.parse({}), embeddingModel: null };
  await world.api.platform.database.insert(reindexes).values({
    id,
    knowledgeBaseId: ids.id ?? "",
    state,
    settings,
    before: settings,
    createdBy: world.person("owner").id,
    switchedAt: state === "active" ? new Date() : null,
  });
  return { ...ids, reindex_id: id };
}

/** The same, with a grant of the document too. */
async function makeDocumentGrant(world: World, scope: KnowledgeBase["scope"]): Promise<Ids> {
  const ids = await makeKnowledgeBase(world, scope);
  const { id = "", document_id = "" } = ids;
  return { ...ids, grant_id: await grantToMember(world, id, document_id) };
}

async function grantToMember(world: World, knowledgeBaseId: string, documentId: string | null): Promise<string> {
  const id = newId("grn");
  await world.api.platform.database.insert(knowledgeGrants).values({
    id,
    knowledgeBaseId,
    documentId,
    subjectKind: "person",
    subjectId: world.person("member").id,
    effect: "allow",
    right: "read",
    createdBy: world.person("owner").id,
  });
  return id;
}

export function multipart(name: string, content: string): Pick<InjectOptions, "payload" | "headers"> {
  const boundary = "----matrix";
  const head = `content-disposition: form-data; name="file"; filename="${name}"\r\ncontent-type: text/plain`;
  return {
    headers: { "content-type": `multipart/form-data; boundary=${boundary}` },
    payload: `--${boundary}\r\n${head}\r\n\r\n${content}\r\n--${boundary}--\r\n`,
  };
}
