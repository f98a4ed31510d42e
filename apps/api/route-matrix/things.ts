import type { CreatedInvitation, Document, Group, KnowledgeBase, Session, Tenant } from "@eai/contract";
import { memberships, people } from "@eai/modules/identity";
import { newId } from "@eai/modules/kernel";
import { documentVersions, knowledgeGrants } from "@eai/modules/knowledge";
import { eq } from "drizzle-orm";
import type { InjectOptions } from "fastify";
import type { World } from "./actors.ts";

/** What stands in the address (`{id}`, `{document_id}`) and in bodies. */
export type Ids = Readonly<Record<string, string>>;

/** How the things of the owner are made, one function for each kind. */
const makers = {
  session: makeSession,
  "personal knowledge base": (world: World) => makeKnowledgeBase(world, "personal"),
  "team knowledge base": (world: World) => makeKnowledgeBase(world, "team"),
  "organization knowledge base": (world: World) => makeKnowledgeBase(world, "organization"),
  tenant: makeTenant,
  person: makePerson,
  invitation: makeInvitation,
  group: makeGroup,
} as const;

export type ThingKind = keyof typeof makers;
export const knowledgeBaseKinds = [
  "personal knowledge base",
  "team knowledge base",
  "organization knowledge base",
] as const satisfies readonly ThingKind[];

export function makeThing(world: World, kind: ThingKind): Promise<Ids> {
  return makers[kind](world);
}

async function makeSession(world: World): Promise<Ids> {
  const made = await world.person("owner").request({ method: "POST", url: "/api/v1/sessions", payload: {} });
  return { id: made.json<Session>().id };
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

/** With one document, and `member` may read it whatever its scope. */
async function makeKnowledgeBase(world: World, scope: KnowledgeBase["scope"]): Promise<Ids> {
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
  const grantId = newId("grn");
  await database.insert(knowledgeGrants).values({
    id: grantId,
    knowledgeBaseId: id,
    subjectKind: "person",
    subjectId: world.person("member").id,
    effect: "allow",
    right: "read",
    createdBy: owner.id,
  });
  return { id, document_id: document.id, grant_id: grantId };
}

export function multipart(name: string, content: string): Pick<InjectOptions, "payload" | "headers"> {
  const boundary = "----matrix";
  const head = `content-disposition: form-data; name="file"; filename="${name}"\r\ncontent-type: text/plain`;
  return {
    headers: { "content-type": `multipart/form-data; boundary=${boundary}` },
    payload: `--${boundary}\r\n${head}\r\n\r\n${content}\r\n--${boundary}--\r\n`,
  };
}
